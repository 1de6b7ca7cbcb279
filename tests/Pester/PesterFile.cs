using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using QlikConnections.Testing;

namespace QlikConnections.PesterSuite;

/// <summary>One Pester file in a PowerShell of its own, on a packaged module and against SandboxServer.</summary>
internal static class PesterFile
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
        # Discovery and setup errors belong to containers and blocks, not to a test.
        $failures = @(
            $result.Failed | ForEach-Object { @{ Test = $_.ExpandedPath; Message = "$($_.ErrorRecord | Select-Object -First 1 | Out-String)" } }
            $result.FailedContainers | ForEach-Object { @{ Test = "$($_.Item)"; Message = "$($_.ErrorRecord | Select-Object -First 1 | Out-String)" } }
            $result.FailedBlocks | ForEach-Object { @{ Test = $_.ExpandedPath; Message = "$($_.ErrorRecord | Select-Object -First 1 | Out-String)" } }
        )
        @{ Passed = $result.PassedCount; Skipped = $result.SkippedCount; Failures = $failures } |
            ConvertTo-Json -Depth 3 | Set-Content -LiteralPath $env:QLIKCONNECTIONS_TEST_RESULT -Encoding utf8
        """;

    public static string Folder { get; } = Path.Combine(PowerShellHost.RepositoryRoot, "tests", "Pester");

    public static string Module { get; } = Path.TrimEndingDirectorySeparator(Metadata("Module"));

    /// <summary>Runs the file.</summary>
    /// <exception cref="InvalidOperationException">Pester did not come to an end, or PowerShell cannot be had.</exception>
    public static PesterResult Run(string file, string module, string row)
    {
        var resultFile = Path.Combine(
            Directory.CreateDirectory(Path.Combine(Matrix.ResultsFolder, row)).FullName,
            Path.ChangeExtension(file, ".json")
        );
        File.Delete(resultFile);
        var start = PowerShellHost.Command("-NoProfile", "-NonInteractive", "-Command", Runner);
        start.WorkingDirectory = PowerShellHost.RepositoryRoot;
        start.Environment["QLIKCONNECTIONS_PESTER"] = Metadata("Pester");
        start.Environment["QLIKCONNECTIONS_MODULE"] = Path.Combine(module, "QlikConnections.psd1");
        start.Environment["QLIKCONNECTIONS_SERVER"] = typeof(SandboxServer.SandboxHost).Assembly.Location;
        start.Environment["QLIKCONNECTIONS_RECOVERY_PATH"] = Path.Combine(
            Matrix.ResultsFolder,
            row,
            Path.ChangeExtension(file, ".recovery")
        );
        start.Environment["QLIKCONNECTIONS_TEST_FILE"] = Path.Combine(Folder, file);
        start.Environment["QLIKCONNECTIONS_TEST_RESULT"] = resultFile;
        var text = Run(start);
        return File.Exists(resultFile)
            ? JsonSerializer.Deserialize<PesterResult>(File.ReadAllText(resultFile))!
            : throw new InvalidOperationException($"Pester did not finish.\n{text}");
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

    public static string Metadata(string key) =>
        typeof(PesterFile).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
