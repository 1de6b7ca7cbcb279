using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;

namespace QlikConnections.Testing;

/// <summary>The PowerShell that the tests and the demo run in: the repository's own, or the one that QLIKCONNECTIONS_PWSH names.</summary>
public static class PowerShellHost
{
    /// <summary>The environment variable that names another PowerShell.</summary>
    public const string Variable = "QLIKCONNECTIONS_PWSH";

    private static readonly Lazy<string> FoundVersion = new(() => Named is { } path ? CheckVersion(path) : Metadata("PowerShellVersion"));

    /// <summary>The version of that PowerShell.</summary>
    /// <exception cref="InvalidOperationException">It cannot be had; the message says what to do.</exception>
    public static string Version => FoundVersion.Value;

    public static string RepositoryRoot => Metadata("RepositoryRoot");

    private static string? Named => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : null;

    /// <summary>How to start it; nothing in the user's profile and module folders is read or written.</summary>
    /// <exception cref="InvalidOperationException">It cannot be had; the message says what to do.</exception>
    public static ProcessStartInfo Command(params string[] arguments)
    {
        _ = Version;
        return Named is { } path ? Command(path, arguments) : PinnedCommand(Metadata("PowerShellLibrary"), arguments);
    }

    /// <summary>How to start the tool.</summary>
    /// <exception cref="InvalidOperationException">It was not restored.</exception>
    internal static ProcessStartInfo PinnedCommand(string library, string[] arguments)
    {
        if (!File.Exists(library))
        {
            throw new InvalidOperationException(
                $"PowerShell {Metadata("PowerShellVersion")} is missing from the package folder: run 'dotnet tool restore' in '{RepositoryRoot}' to see why, "
                + $"or let {Variable} name a PowerShell of version 7.4 or later.");
        }

        // The tool has no executable of its own for every platform.
        return Command(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [library, .. arguments]);
    }

    private static ProcessStartInfo Command(string path, string[] arguments)
    {
        var start = new ProcessStartInfo(path, [.. arguments]);
        var home = Path.Combine(RepositoryRoot, "output", "PowerShell");
        start.Environment["NO_COLOR"] = "1";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        start.Environment["PSModuleAnalysisCachePath"] = Path.Combine(home, "ModuleAnalysisCache");
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(home, "cache");
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(home, "config");
        start.Environment["XDG_DATA_HOME"] = Path.Combine(home, "data");
        start.Environment.Remove("PSModulePath");
        return start;
    }

    /// <summary>The version of a PowerShell that somebody named.</summary>
    /// <exception cref="InvalidOperationException">It is none, or too old.</exception>
    internal static string CheckVersion(string path)
    {
        var start = Command(path, ["-NoProfile", "-NonInteractive", "-Command", "\"$($PSVersionTable.PSVersion)\""]);
        start.RedirectStandardOutput = true;
        string answer;
        try
        {
            using var process = Process.Start(start)!;
            answer = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{Variable} names '{path}', which cannot be started: {e.Message}", e);
        }

        if (!System.Version.TryParse(answer.Split('-')[0], out var version))
        {
            throw new InvalidOperationException($"{Variable} names '{path}', which is not a PowerShell.");
        }

        return version >= new Version(7, 4) || (version.Major, version.Minor) == (5, 1)
            ? answer
            : throw new InvalidOperationException(
                $"{Variable} names PowerShell {answer}; name one of version 7.4 or later, or Windows PowerShell 5.1."
            );
    }

    private static string Metadata(string key) =>
        typeof(PowerShellHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
