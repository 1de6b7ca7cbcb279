using QlikConnections.Sandbox;

namespace SandboxServer;

/// <summary>What the control endpoint can do with the sandbox behind it.</summary>
internal abstract class SandboxControls
{
    public abstract IReadOnlyList<SandboxRequest> Requests { get; }

    public abstract void ClearJournal();

    /// <param name="count">How many connections.</param>
    /// <param name="prefix">What their names start with.</param>
    /// <param name="space">Their space, where there are spaces.</param>
    public abstract void AddConnections(int count, string prefix, string? space);

    /// <summary>Adds apps, where there are some.</summary>
    public virtual void AddApps(int count)
    {
    }

    /// <summary>Which app uses which connection, where there are apps.</summary>
    public virtual IReadOnlyList<SandboxAppUse> AppUses() => [];

    /// <summary>Deletes an app, where there are some.</summary>
    public virtual void RemoveApp(string id)
    {
    }

    /// <summary>Whoever is signed in must sign in again.</summary>
    public abstract void EndSessions();

    /// <summary>As if the time of everyone's access token were over. Who has a refresh token, gets a new one.</summary>
    public virtual void ExpireSessions() => EndSessions();
}
