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
}
