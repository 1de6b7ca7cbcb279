using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>
/// Serializes a session as its name in Export-Clixml, jobs and remoting; a session of that name is then used there. Registered with the
/// first session and not at import: PowerShell loads Microsoft.PowerShell.Utility for it, which is slower than everything else there. Not
/// in a types file either: these are loaded before the check for a second copy of the module and fail first, with a worse message.
/// </summary>
internal static class SessionTypeData
{
    /// <summary>Registers it in the current runspace; to be called on the pipeline thread.</summary>
    public static void Register()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(@"Microsoft.PowerShell.Utility\Update-TypeData")
            .AddParameter("TypeName", typeof(QlikSession).FullName)
            .AddParameter("SerializationMethod", "String")
            .AddParameter("Force")
            // The user's preferences are about Qlik, not about this.
            .AddParameter("WhatIf", false)
            .AddParameter("Confirm", false);
        try
        {
            shell.Invoke();
        }
        catch (CommandNotFoundException)
        {
            // A restricted runspace without that command: sessions are then serialized as an object whose text is the name, which can also
            // be bound.
        }
    }
}
