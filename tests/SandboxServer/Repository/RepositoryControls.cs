using QlikConnections.Sandbox;

namespace SandboxServer;

/// <summary>The control endpoint of a repository sandbox.</summary>
internal sealed class RepositoryControls(RepositorySandbox sandbox, ProxySessions sessions) : SandboxControls
{
    public override IReadOnlyList<SandboxRequest> Requests => sandbox.Requests;

    public override void ClearJournal() => sandbox.ClearJournal();

    public override void AddConnections(int count, string prefix, string? space) => sandbox.AddConnections(count, prefix);

    public override void AddApps(int count) => sandbox.AddApps(count);

    public override IReadOnlyList<SandboxAppUse> AppUses() => sandbox.AppUses();

    public override void RemoveApp(string id) => sandbox.RemoveApp(Guid.Parse(id));

    public override void EndSessions() => sessions.EndAll();
}
