using QlikConnections.Client.Http;

namespace QlikConnections.Client;

/// <summary>What every sign-in has in common.</summary>
public abstract record class ConnectOptions
{
    /// <summary>The session's name.</summary>
    public required string Name { get; init; }

    /// <summary>The sign-in method of the session: ApiKey, AccessToken, OAuth, Interactive, Certificate, Windows, Jwt, Header or
    /// Sandbox.</summary>
    public string Authentication { get; init; } = "";

    /// <summary>How to sign in again, as a sentence; null to name the parameter of the sign-in method.</summary>
    public string? Again { get; init; }

    /// <summary>The network proxy of the session, which it disposes; null for that of the system.</summary>
    public SessionProxy? Proxy { get; init; }

    /// <summary>The longest wait for one response.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The longest total time that a request waits for the server's rate limit; Qlik Cloud counts over five minutes.</summary>
    public TimeSpan RateLimitMaxWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest body of a response that is read, in MB.</summary>
    public int MaximumResponseMB { get; init; } = BodyLimit.DefaultMegabytes;

    /// <summary>The User-Agent header: module, version and shell.</summary>
    public string UserAgent { get; init; } = "QlikConnections";

    /// <summary>Creates the innermost handler, for the network or the sandbox; null for the system's own.</summary>
    public Func<HttpMessageHandler>? PrimaryHandler { get; init; }

    /// <summary>The clock, for tests.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
