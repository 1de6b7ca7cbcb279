namespace QlikConnections.Sandbox;

/// <summary>How a sandbox starts.</summary>
public sealed class CloudSandboxOptions
{
    /// <summary>
    /// A file that keeps the state between runs: read when it exists, written after every change. Null: the state ends with
    /// the process. The file never holds a secret.
    /// </summary>
    public string? StatePath { get; set; }

    /// <summary>The present time, for timestamps and token expiry. Null: the system clock.</summary>
    public Func<DateTimeOffset>? Clock { get; set; }

    /// <summary>The address under which a client reaches the tenant. Only the handler gives it a meaning; nothing listens there.</summary>
    public Uri TenantUri { get; set; } = new("https://sandbox.qlikcloud.test");

    /// <summary>How long an OAuth token is valid. Default six hours, as at Qlik.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Users and spaces only, no connections.</summary>
    public bool Empty { get; set; }

    /// <summary>Of which time the tenant's API is.</summary>
    public CloudDialect Dialect { get; set; }

    /// <summary>
    /// Whether the deprecated dcaas endpoints answer. No date for their end has been announced (fact sheet 6, 13.2), and a tutorial
    /// still uses them, so they do unless this is false.
    /// </summary>
    public bool Dcaas { get; set; } = true;

    /// <summary>How the dcaas endpoints word their answers.</summary>
    public DcaasWording DcaasWording { get; set; }

    /// <summary>
    /// Whether the classic paths of connections, sources and credentials announce their end in headers, to callers of version 2026-11.
    /// Qlik has announced nothing of the kind (fact sheet 1.2); this is to rehearse it.
    /// </summary>
    public bool DeprecateV1 { get; set; }
}
