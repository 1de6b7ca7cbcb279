using System.Diagnostics;
using System.Reflection;

namespace QlikConnections.PesterSuite;

/// <summary>The PowerShell of this computer, if it has one that can run the suite.</summary>
internal static class Shell
{
    private static readonly Lazy<string?> s_missing = new(Probe);

    /// <summary>Why the suite cannot run here; null when it can.</summary>
    public static string? Missing => s_missing.Value;

    public static string RepositoryRoot => Metadata("RepositoryRoot");

    public static string ModuleManifest => Metadata("ModuleManifest");

    /// <summary>Runs a script text in a fresh PowerShell.</summary>
    public static (int ExitCode, string Output) Run(string script, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("pwsh", ["-NoProfile", "-NonInteractive", "-Command", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = RepositoryRoot,
        };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["QLIKCONNECTIONS_RECOVERY_PATH"] = Path.Combine(RepositoryRoot, "output", "TestResults", "recovery");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    private static string? Probe()
    {
        try
        {
            var (_, output) = Run(
                "if ($PSVersionTable.PSVersion -lt [version]'7.4') { \"pwsh is $($PSVersionTable.PSVersion); 7.4 or later is needed\" } "
                + "elseif (-not (Get-Module -ListAvailable Pester | Where-Object Version -ge '5.0')) { 'Pester 5 or later is not installed (Install-Module Pester)' } else { 'ok' }");
            return output.Trim() == "ok" ? null : output.Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "pwsh is not installed (https://aka.ms/powershell)";
        }
    }

    private static string Metadata(string key) =>
        typeof(Shell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
