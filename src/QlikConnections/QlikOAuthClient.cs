namespace QlikConnections;

/// <summary>A native OAuth client of a tenant, with which people sign in in their browser (oauth-clients reference; [cloud 9.5]).</summary>
public sealed class QlikOAuthClient
{
    internal QlikOAuthClient()
    {
    }

    /// <summary>The id, for <c>Connect-QlikSession -ClientId</c>. It is not a secret.</summary>
    public string ClientId { get; internal init; } = "";

    /// <summary>The name that people see when they are asked for consent.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The addresses at which the end of a sign-in can be received.</summary>
    public IReadOnlyList<string> RedirectUris
    {
        get;
        internal init => field = ReadableList.Of(value);
    } = ReadableList.None;

    /// <summary>What sessions of the client may do at most.</summary>
    public IReadOnlyList<string> Scopes
    {
        get;
        internal init => field = ReadableList.Of(value);
    } = ReadableList.None;

    /// <summary>The session that created it.</summary>
    public QlikSession? Session { get; internal init; }

    /// <summary>Returns the id.</summary>
    public override string ToString() => ClientId;
}
