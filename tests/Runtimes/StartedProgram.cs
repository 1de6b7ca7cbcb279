using System.Diagnostics;
using System.Reflection;
using Xunit;

namespace QlikConnections.Runtimes;

/// <summary>Programs that the build has put beside us, run to their end.</summary>
internal static class StartedProgram
{
    /// <summary>What the build says about a name.</summary>
    public static string PathOf(string key) =>
        typeof(StartedProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    /// <summary>Runs a program and returns all that it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, (output + await error).Trim());
    }
}
