using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>Disconnects the sessions of the runspace when the module is removed from it, so that their secrets are cleared.</summary>
public sealed class SessionCleanup : IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        foreach (var session in SessionTable.Current.All)
        {
            SessionTable.Current.Remove(session);
        }
    }
}
