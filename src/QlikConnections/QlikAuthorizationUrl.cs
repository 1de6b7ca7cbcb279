namespace QlikConnections;

/// <summary>Where a person signs in to a data source before a connection to it can be created (data-connections reference; fact sheet
/// 2.4).</summary>
public sealed class QlikAuthorizationUrl
{
    internal QlikAuthorizationUrl()
    {
    }

    /// <summary>The name that the connection is to have. Nothing was created yet.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The data source.</summary>
    public string DataSourceId { get; internal init; } = "";

    /// <summary>The page to open. It ends with a code for <c>New-QlikDataConnection -AuthCode</c>.</summary>
    public Uri? Url { get; internal init; }

    /// <summary>The session it was asked with.</summary>
    public QlikSession? Session { get; internal init; }

    /// <summary>Returns the address.</summary>
    public override string ToString() => Url?.AbsoluteUri ?? "";
}
