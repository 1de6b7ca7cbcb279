using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using QlikConnections.Testing;
using Xunit;

namespace QlikConnections.PesterSuite;

/// <summary>One test per Pester file; each runs in its own process, on the staged module and against SandboxServer.</summary>
public sealed class PesterFiles(ITestOutputHelper output)
{
    private const string Runner = """
        $ErrorActionPreference = 'Stop'
        # By path: whatever Pester the user has installed must not win.
        Import-Module $env:QLIKCONNECTIONS_PESTER
        $configuration = New-PesterConfiguration
        $configuration.Run.Path = $env:QLIKCONNECTIONS_TEST_FILE
        $configuration.Run.PassThru = $true
        $configuration.Output.Verbosity = 'None'
        $result = Invoke-Pester -Configuration $configuration
        @{
            Total = $result.TotalCount; Passed = $result.PassedCount; Failed = $result.FailedCount; Skipped = $result.SkippedCount
            # Discovery and setup errors belong to containers and blocks, not to a test.
            Broken = @($result.FailedContainers; $result.FailedBlocks | Where-Object { $_ }).Count
            Failures = @(
                $result.Failed | ForEach-Object { "$($_.ExpandedPath): $($_.ErrorRecord | Select-Object -First 1 | Out-String)" }
                $result.FailedContainers | ForEach-Object { "$($_.Item): $($_.ErrorRecord | Select-Object -First 1 | Out-String)" }
                $result.FailedBlocks | ForEach-Object { "$($_.ExpandedPath): $($_.ErrorRecord | Select-Object -First 1 | Out-String)" }
            )
        } | ConvertTo-Json -Depth 3 | Set-Content -LiteralPath $env:QLIKCONNECTIONS_TEST_RESULT -Encoding utf8
        """;

    public static TheoryData<string> Files() =>
        [.. Directory.GetFiles(Path.Combine(PowerShellHost.RepositoryRoot, "tests", "Pester"), "*.Tests.ps1").Select(f => Path.GetFileName(f)!).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_test_of_the_file_passes(string file)
    {
        var results = Path.Combine(PowerShellHost.RepositoryRoot, "output", "TestResults");
        Directory.CreateDirectory(results);
        var resultFile = Path.Combine(results, Path.ChangeExtension(file, ".json"));
        File.Delete(resultFile);

        var start = PowerShellHost.Command("-NoProfile", "-NonInteractive", "-Command", Runner);
        start.WorkingDirectory = PowerShellHost.RepositoryRoot;
        start.Environment["QLIKCONNECTIONS_PESTER"] = Metadata("Pester");
        start.Environment["QLIKCONNECTIONS_MODULE"] = Metadata("ModuleManifest");
        start.Environment["QLIKCONNECTIONS_SERVER"] = typeof(SandboxServer.SandboxHost).Assembly.Location;
        start.Environment["QLIKCONNECTIONS_RECOVERY_PATH"] = Path.Combine(results, "recovery");
        start.Environment["QLIKCONNECTIONS_TEST_FILE"] = Path.Combine(PowerShellHost.RepositoryRoot, "tests", "Pester", file);
        start.Environment["QLIKCONNECTIONS_TEST_RESULT"] = resultFile;
        var text = Run(start);

        Assert.True(File.Exists(resultFile), $"Pester did not finish.\n{text}");
        using var result = JsonDocument.Parse(File.ReadAllText(resultFile));
        int Count(string name) => result.RootElement.GetProperty(name).GetInt32();
        output.WriteLine($"{Count("Passed")} passed, {Count("Failed")} failed, {Count("Skipped")} skipped");
        var failures = string.Join("\n", result.RootElement.GetProperty("Failures").EnumerateArray().Select(f => f.GetString()));
        Assert.True(Count("Failed") == 0 && Count("Broken") == 0, failures);
        Assert.True(Count("Passed") > 0, "The file holds no test that ran.");
    }

    private static string Run(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + error.Result;
    }

    private static string Metadata(string key) =>
        typeof(PesterFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
