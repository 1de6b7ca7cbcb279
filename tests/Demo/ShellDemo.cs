using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using SandboxServer;

namespace QlikConnections.Demo;

/// <summary>The job in PowerShell, with the packaged module.</summary>
internal static class ShellDemo
{
    private const string TooOld = "too old";

    /// <summary>Runs the job; null when there is no PowerShell 7.4 or later.</summary>
    public static int? TryRun(SandboxHost host)
    {
        try
        {
            using var probe = Start(["-NoProfile", "-Command", $"if ($PSVersionTable.PSVersion -lt [version]'7.4') {{ '{TooOld}' }}"], redirect: true);
            var answer = probe.StandardOutput.ReadToEnd();
            probe.WaitForExit();
            if (answer.Contains(TooOld, StringComparison.Ordinal))
            {
                return null;
            }
        }
        catch (Win32Exception)
        {
            return null;
        }

        var manifest = typeof(ShellDemo).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ModuleManifest").Value!;
        using var shell = Start(
            ["-NoProfile", "-File", Path.Combine(AppContext.BaseDirectory, "demo.ps1"), "-Module", manifest, "-Tenant", host.BaseAddress.AbsoluteUri],
            redirect: false,
            host.Sandbox.ApiKey);
        shell.WaitForExit();
        return shell.ExitCode;
    }

    private static Process Start(string[] arguments, bool redirect, string? key = null)
    {
        var start = new ProcessStartInfo("pwsh", arguments) { RedirectStandardOutput = redirect };
        // Not on the command line, where every process could read it. Only the sandbox's own key, but good habits are shown, not told.
        start.Environment["QLIK_DEMO_KEY"] = key;
        return Process.Start(start)!;
    }
}
