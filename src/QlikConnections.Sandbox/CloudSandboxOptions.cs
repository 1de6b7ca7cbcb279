namespace QlikConnections.Sandbox;

/// <summary>How a sandbox starts.</summary>
public sealed class CloudSandboxOptions
{
    /// <summary>
    /// A file that keeps the state between runs: read if it exists, written after every change. Null: the state ends with the process. The
    /// file never contains a secret.
    /// </summary>
    public string? StatePath { get; set; }

    /// <summary>The current time, for timestamps and token expiry. Null: the system clock.</summary>
    public Func<DateTimeOffset>? Clock { get; set; }

    /// <summary>The address of the tenant for clients. Only the handler uses it; nothing listens there.</summary>
    public Uri TenantUri { get; set; } = new("https://sandbox.qlikcloud.test");

    /// <summary>How long an OAuth token is valid. Default: six hours, as on Qlik Cloud.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Whether an interactive sign-in gives a refresh token.</summary>
    public RefreshTokens RefreshTokens { get; set; }

    /// <summary>Whether a sign-in in the browser is allowed without a question. Otherwise a page has "Allow" and "Deny".</summary>
    public bool AllowSignIns { get; set; }

    /// <summary>Users and spaces only, no connections.</summary>
    public bool Empty { get; set; }

    /// <summary>The version of the tenant's API.</summary>
    public CloudDialect Dialect { get; set; }

    /// <summary>
    /// Whether the deprecated dcaas endpoints are available. No date for their removal has been announced [cloud 6, 13.2], and a
    /// tutorial still uses them, so the default is true.
    /// </summary>
    public bool Dcaas { get; set; } = true;

    /// <summary>The form of the responses of the dcaas endpoints.</summary>
    public DcaasWording DcaasWording { get; set; }

    /// <summary>
    /// Whether the classic paths of connections, sources and credentials announce their removal in headers, to callers of version 2026-11.
    /// Qlik has not announced it [cloud 1.2]; this is for tests.
    /// </summary>
    public bool DeprecateV1 { get; set; }
}
