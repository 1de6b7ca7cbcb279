using System.Security;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>How to sign in to a tenant.</summary>
public sealed class CloudConnectOptions
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

    /// <summary>Under which addresses the tenant is spoken to.</summary>
    public QlikApiNamespace ApiNamespace { get; init; }

    /// <summary>In the words of which time it is spoken to. <see cref="QlikDialect.Legacy"/> goes with the classic addresses
    /// only.</summary>
    public QlikDialect Dialect { get; init; }

    /// <summary>What the session says of itself: ApiKey, AccessToken, OAuth or Sandbox.</summary>
    public string Authentication { get; init; } = "";

    /// <summary>The longest wait for one answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The longest that a request waits in all for the server's rate limit; Qlik Cloud counts over five minutes.</summary>
    public TimeSpan RateLimitMaxWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest body of a response that is read, in MB.</summary>
    public int MaximumResponseMB { get; init; } = BodyLimit.DefaultMegabytes;

    /// <summary>Names the module, its version and the shell to the server.</summary>
    public string UserAgent { get; init; } = "QlikConnections";

    /// <summary>Makes the handler that meets the network, or the sandbox; null for the system's own.</summary>
    public Func<HttpMessageHandler>? PrimaryHandler { get; init; }

    /// <summary>The clock, for tests.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
