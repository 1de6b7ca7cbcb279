using System.Diagnostics;
using System.Text.RegularExpressions;
using QlikConnections.Testing;
using Xunit;

namespace QlikConnections.Runtimes;

/// <summary>The tests of the client layer on .NET 8, the runtime of PowerShell 7.4.</summary>
public sealed partial class Net8Tests
{
    [Fact]
    public async Task TestsOfTheClientLayer_PassOnNet8()
    {
        const string Row = "Client tests on .NET 8";
        Matrix.Report(Row, "did not finish");
        var (exitCode, output) = await StartedProgram.RunAsync(new ProcessStartInfo(StartedProgram.PathOf("ClientTests"), ["-noColor"]));

        var total = Figure(output, "Total");
        var failed = Figure(output, "Failed") + Figure(output, "Errors");
        var skipped = Figure(output, "Skipped") + Figure(output, "Not Run");
        var runtime = Runtime().Match(output).Value;
        Matrix.Report(Row, $"{total - failed - skipped} passed, {failed} failed, {skipped} skipped on {runtime}");
        Assert.True(exitCode == 0 && failed == 0, output);
        Assert.StartsWith(".NET 8.", runtime, StringComparison.Ordinal);
        Assert.True(total > 900, output);
        Assert.Equal(0, skipped);
    }

    private static int Figure(string output, string name) =>
        int.TryParse(Regex.Match(output, $@"(?<=\b{name}: )\d+", RegexOptions.RightToLeft).Value, out var figure) ? figure : -1;

    [GeneratedRegex(@"(?<=\(64-bit )\.NET [\d.]+")]
    private static partial Regex Runtime();
}
