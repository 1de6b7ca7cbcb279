using System.Security;
using QlikConnections.Client.Http;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Client.Cloud;

/// <summary>How to sign in to a tenant.</summary>
public sealed record class CloudConnectOptions
{
    /// <summary>The session's name.</summary>
    public required string Name { get; init; }

    /// <summary>The tenant's root address, from <see cref="CloudAddress"/>.</summary>
    public required Uri Tenant { get; init; }

    /// <summary>An API key or access token; null to sign in with a client.</summary>
    public SecureString? Token { get; init; }

    /// <summary>The id of an OAuth machine-to-machine client; null to sign in with a token.</summary>
    public string? ClientId { get; init; }

    /// <summary>That client's secret.</summary>
    public SecureString? ClientSecret { get; init; }

    /// <summary>How a person signs in in their browser; null to sign in with a token or client.</summary>
    public BrowserSignInOptions? Browser { get; init; }

    /// <summary>The addresses to use.</summary>
    public QlikApiNamespace ApiNamespace { get; init; }

    /// <summary>The version of the API. <see cref="QlikDialect.Legacy"/> can be used with the classic addresses only.</summary>
    public QlikDialect Dialect { get; init; }

    /// <summary>The sign-in method of the session: ApiKey, AccessToken, OAuth, Interactive or Sandbox.</summary>
    public string Authentication { get; init; } = "";

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
