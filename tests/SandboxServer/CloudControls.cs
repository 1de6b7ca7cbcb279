using QlikConnections.Sandbox;

namespace SandboxServer;

/// <summary>The control endpoint of a Qlik Cloud sandbox.</summary>
internal sealed class CloudControls(CloudSandbox sandbox) : SandboxControls
{
    public override IReadOnlyList<SandboxRequest> Requests => sandbox.Requests;

    public override void ClearJournal() => sandbox.ClearJournal();

    public override void AddConnections(int count, string prefix, string? space) =>
        sandbox.AddConnections(count, prefix, space ?? "Landing Zone");

    public override void AddApps(int count) => sandbox.AddApps(count);

    public override IReadOnlyList<SandboxAppUse> AppUses() => sandbox.AppUses();

    public override void RemoveApp(string id) => sandbox.RemoveApp(id);

    public override void EndSessions() => sandbox.RevokeTokens();

    public override void ExpireSessions() => sandbox.RevokeAccessTokens();
}
