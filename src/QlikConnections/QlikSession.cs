namespace QlikConnections;

/// <summary>
/// A signed-in session with one Qlik tenant or site. No property contains a secret, so it can be shown, logged and serialised.
/// </summary>
public sealed class QlikSession
{
    internal QlikSession(string name, QlikPlatform platform, Uri uri, IDisposable client)
    {
        Name = name;
        Platform = platform;
        Uri = uri;
        Client = client;
    }

    /// <summary>The name, for <c>-Session</c>; unique in one runspace, not case-sensitive.</summary>
    public string Name { get; }

    /// <summary>The product.</summary>
    public QlikPlatform Platform { get; }

    /// <summary>The root address of the tenant or site.</summary>
    public Uri Uri { get; }

    /// <summary>How the session signs in: ApiKey, AccessToken, OAuth, Interactive or Sandbox.</summary>
    public string Authentication { get; internal init; } = "";

    /// <summary>The addresses that are used with a Qlik Cloud tenant; null on client-managed sites.</summary>
    public QlikApiNamespace? ApiNamespace { get; internal init; }

    /// <summary>The version of the API that is used with a Qlik Cloud tenant; null on client-managed sites.</summary>
    public QlikDialect? Dialect { get; internal init; }

    /// <summary>The id of the session's user; null if the server did not return it.</summary>
    public string? UserId { get; internal set; }

    /// <summary>The display name of that user; null if the server did not return it.</summary>
    public string? UserName { get; internal set; }

    /// <summary>True for the session that cmdlets of the runspace use by default.</summary>
    public bool IsDefault { get; internal set; }

    /// <summary>False after the session was disconnected; its objects can then be read but not changed.</summary>
    public bool IsConnected { get; internal set; }

    /// <summary>The client of the session; null after it was disconnected. Typed as IDisposable only, because this assembly does not
    /// reference HTTP.</summary>
    internal IDisposable? Client { get; private set; }

    /// <summary>How it signed in, without secrets: what a profile of it contains. Of a type that this assembly does not know.</summary>
    internal object? SignIn { get; set; }

    /// <summary>Ends the session. The session, and objects that were read with it, no longer refer to any secret.</summary>
    internal void Close()
    {
        IsConnected = false;
        Client?.Dispose();
        Client = null;
    }

    /// <summary>Returns the session's name, so that text, CSV and serialised forms can be bound to <c>-Session</c> again.</summary>
    public override string ToString() => Name;
}
