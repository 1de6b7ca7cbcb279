namespace QlikConnections.Client.Http;

/// <summary>What a redirect means to a session, and where it may lead.</summary>
internal enum RedirectRule
{
    /// <summary>To be followed on the same server; a web page is a response that cannot be used.</summary>
    SameServer,

    /// <summary>To be followed on the same host, whatever the port: Windows sign-in uses a port of its own.</summary>
    SameHost,

    /// <summary>Never followed. To a sign-in page it says that the identity was not accepted.</summary>
    SignInNeeded,
}
