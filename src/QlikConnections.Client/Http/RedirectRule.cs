namespace QlikConnections.Client.Http;

/// <summary>What a redirect means to a session, and where it may lead.</summary>
internal enum RedirectRule
{
    /// <summary>To be followed on the same server; a web page is an answer that cannot be used.</summary>
    SameServer,

    /// <summary>To be followed on the same host, whatever the port: Windows sign-in uses a port of its own.</summary>
    SameHost,

    /// <summary>Always the way to a sign-in page: the identity was not accepted.</summary>
    SignInNeeded,
}
