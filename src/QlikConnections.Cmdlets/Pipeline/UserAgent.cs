using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.InteropServices;

namespace QlikConnections.Commands;

/// <summary>The User-Agent header: module, shell and system.</summary>
internal static class UserAgent
{
    /// <summary>The text; call it on the pipeline thread.</summary>
    public static string Of(SessionState state)
    {
        var shell = state.PSVariable.GetValue("PSVersionTable") is IDictionary table
            ? $"PowerShell/{table["PSVersion"]} {table["PSEdition"]}"
            : "PowerShell";
        var version = typeof(UserAgent).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var system =
            RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "Windows"
            : RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? "Linux"
            : "macOS";
        return $"QlikConnections/{version} {shell} ({system})";
    }
}
