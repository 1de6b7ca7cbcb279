namespace QlikConnections;

/// <summary>
/// A signed-in session with one Qlik tenant or site. Holds no secret in any property, so it can be shown, logged and serialised.
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

    /// <summary>The name that <c>-Session</c> takes; unique in one runspace, compared ignoring case.</summary>
    public string Name { get; }

    /// <summary>Which product the session speaks to.</summary>
    public QlikPlatform Platform { get; }

    /// <summary>The root address of the tenant or site.</summary>
    public Uri Uri { get; }

    /// <summary>How the session signs in: ApiKey, AccessToken, OAuth or Sandbox.</summary>
    public string Authentication { get; internal init; } = "";

    /// <summary>Under which addresses a Qlik Cloud tenant is spoken to; null on client-managed sites.</summary>
    public QlikApiNamespace? ApiNamespace { get; internal init; }

    /// <summary>In the words of which time a Qlik Cloud tenant is spoken to; null on client-managed sites.</summary>
    public QlikDialect? Dialect { get; internal init; }

    /// <summary>The id of the user the server takes the session for; null when the server would not say.</summary>
    public string? UserId { get; internal set; }

    /// <summary>The display name of that user; null when the server would not say.</summary>
    public string? UserName { get; internal set; }

    /// <summary>True for the session that cmdlets of the runspace use when none is named.</summary>
    public bool IsDefault { get; internal set; }

    /// <summary>False once the session was disconnected; its objects can then be looked at but not changed.</summary>
    public bool IsConnected { get; internal set; }

    /// <summary>The client that does the session's work; null once disconnected. Typed by its life time only: this assembly knows no
    /// HTTP.</summary>
    internal IDisposable? Client { get; private set; }

    /// <summary>Ends the session. Whoever still holds it, or an object that was read with it, reaches no secret through it any
    /// more.</summary>
    internal void Close()
    {
        IsConnected = false;
        Client?.Dispose();
        Client = null;
    }

    /// <summary>Returns the session's name, so that text, CSV and serialised forms can be bound to <c>-Session</c> again.</summary>
    public override string ToString() => Name;
}
