namespace QlikConnections;

/// <summary>
/// Where a person signs in to a data source before a connection to it can be created (data-connections reference; [cloud 2.4]).
/// </summary>
public sealed class QlikAuthorizationUrl
{
    internal QlikAuthorizationUrl()
    {
    }

    /// <summary>The name for the connection. Nothing has been created yet.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The data source.</summary>
    public string DataSourceId { get; internal init; } = "";

    /// <summary>The page to open. It shows a code for <c>New-QlikDataConnection -AuthCode</c>.</summary>
    public Uri? Url { get; internal init; }

    /// <summary>The session that requested it.</summary>
    public QlikSession? Session { get; internal init; }

    /// <summary>Returns the address.</summary>
    public override string ToString() => Url?.AbsoluteUri ?? "";
}
