using System.Diagnostics;
using QlikConnections.Testing;
using Xunit;

namespace QlikConnections.PesterSuite;

/// <summary>A PowerShell that cannot be had is one sentence that says what to do.</summary>
public sealed class PowerShellHostTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("QlikConnections");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void ToolThatWasNotRestored_IsNamedWithTheCommandThatSaysWhy()
    {
        var failure = Assert.Throws<InvalidOperationException>(() =>
            PowerShellHost.PinnedCommand(Path.Combine(_folder.FullName, "pwsh.dll"), [])
        );

        Assert.Matches(
            @"^PowerShell \d+\.\d+\.\d+ is missing from the package folder: run 'dotnet tool restore' in '[^']+' to see why, "
            + @"or let QLIKCONNECTIONS_PWSH name a PowerShell of version 7\.4 or later\.$",
            failure.Message);
    }

    [Fact]
    public void PathOfNothing_IsNamed()
    {
        var path = Path.Combine(_folder.FullName, "pwsh");

        var failure = Assert.Throws<InvalidOperationException>(() => PowerShellHost.CheckVersion(path));

        Assert.StartsWith($"QLIKCONNECTIONS_PWSH names '{path}', which cannot be started: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData("7.2.24", "QLIKCONNECTIONS_PWSH names PowerShell 7.2.24; name one of version 7.4 or later, or Windows PowerShell 5.1.")]
    [InlineData("7.3.12", "QLIKCONNECTIONS_PWSH names PowerShell 7.3.12; name one of version 7.4 or later, or Windows PowerShell 5.1.")]
    [InlineData("7.4.0-preview.1", null)]
    [InlineData("7.10.1", null)]
    [InlineData("5.1.17763.1", null)]
    public void Version_IsCheckedBeforeAnythingRuns(string version, string? problem)
    {
        var path = Program(version);

        if (problem is null)
        {
            Assert.Equal(version, PowerShellHost.CheckVersion(path));
        }
        else
        {
            Assert.Equal(problem, Assert.Throws<InvalidOperationException>(() => PowerShellHost.CheckVersion(path)).Message);
        }
    }

    [Fact]
    public void OtherProgram_IsNoPowerShell()
    {
        var path = Program("hello");

        var failure = Assert.Throws<InvalidOperationException>(() => PowerShellHost.CheckVersion(path));

        Assert.Equal($"QLIKCONNECTIONS_PWSH names '{path}', which is not a PowerShell.", failure.Message);
    }

    /// <summary>The sentence is all that a user of the demo sees, on the error stream, with an exit code that says so.</summary>
    [Fact]
    public async Task Demo_WithAPathOfNothing_SaysSoAndEnds()
    {
        var path = Path.Combine(_folder.FullName, "pwsh");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [PesterFile.Metadata("Demo")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[PowerShellHost.Variable] = path;
        using var demo = Process.Start(start)!;
        var output = demo.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await demo.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await demo.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, demo.ExitCode);
        Assert.StartsWith(
            $"QLIKCONNECTIONS_PWSH names '{path}', which cannot be started: ",
            Assert.Single(error.TrimEnd().Split('\n')),
            StringComparison.Ordinal
        );
        Assert.Contains("A sandbox tenant listens on", await output, StringComparison.Ordinal);
    }

    /// <summary>A program that writes a line, whatever it is asked.</summary>
    private string Program(string line)
    {
        var path = Path.Combine(_folder.FullName, OperatingSystem.IsWindows() ? "pwsh.cmd" : "pwsh");
        if (OperatingSystem.IsWindows())
        {
            File.WriteAllText(path, $"@echo {line}\r\n");
        }
        else
        {
            File.WriteAllText(path, $"#!/bin/sh\necho '{line}'\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
