using QlikConnections.Sandbox;

namespace SandboxServer;

/// <summary>How a host starts.</summary>
public sealed class SandboxHostOptions
{
    /// <summary>The tenant to serve. Null: a freshly seeded one.</summary>
    public CloudSandbox? Sandbox { get; init; }

    /// <summary>Serve https with a self-signed certificate made for this run.</summary>
    public bool Https { get; init; }

    /// <summary>How long every response is held back, as a network would.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The clock of the Date header, to be the sandbox's own. Null: the system clock.</summary>
    public Func<DateTimeOffset>? Clock { get; init; }
}
