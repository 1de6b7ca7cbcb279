using QlikConnections.Sandbox;

namespace QlikConnections.Client.Tests;

/// <summary>A site with the strictest lock, and what was sent to it.</summary>
public abstract class OnRepositoryUpdate : OnRepository
{
    private protected readonly RepositoryTap _tap = new();
    private protected readonly FakeTime _time = new() { SkipWaits = true };

    // Exactly: the strictest reading of the lock.
    protected override RepositorySandboxOptions Site => new() { ExactLock = true };

    private protected Task<IDataConnectionClient> ConnectTappedAsync() => ConnectAsync(s => s with { Tap = _tap, Time = _time });
}
