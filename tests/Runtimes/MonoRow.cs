using System.ComponentModel;
using System.Diagnostics;
using QlikConnections.Testing;
using Xunit;

namespace QlikConnections.Runtimes;

/// <summary>Runs the program that works with the build for Windows PowerShell, and reports how many runs came out right.</summary>
public sealed class MonoRow : IDisposable
{
    private readonly string? _version = Version();
    private int _started;
    private int _right;

    /// <summary>Lets the program do something at an address.</summary>
    /// <returns>What it printed.</returns>
    internal async Task<string> RunAsync(HttpStack stack, string work, Uri address, string secret, params string[] root)
    {
        Assert.SkipWhen(_version is null, "mono is not installed (Debian: mono-devel).");
        _started++;
        var start = new ProcessStartInfo(
            "mono",
            [
                StartedProgram.PathOf("FrameworkClient"),
                Path.TrimEndingDirectorySeparator(StartedProgram.PathOf("Module")),
                stack.ToString(),
                work,
                address.AbsoluteUri,
                secret,
                .. root,
            ]
        );
        // Certificates that Mono keeps are no part of the tests.
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(PowerShellHost.RepositoryRoot, "output", "Mono");
        // Mono writes its output in the encoding of the locale, which is ASCII where none is set.
        start.Environment["LC_ALL"] = "C.UTF-8";
        return (await StartedProgram.RunAsync(start)).Output;
    }

    /// <summary>Counts a run whose outcome was right.</summary>
    internal void Passed() => _right++;

    public void Dispose() =>
        Matrix.Report(
            "Build for Windows PowerShell (net472) on Mono",
            _version is null
                ? "not run: mono is not installed"
                : $"{_right} passed, {_started - _right} failed, 0 skipped on Mono {_version}"
        );

    private static string? Version()
    {
        try
        {
            using var mono = Process.Start(new ProcessStartInfo("mono", ["--version=number"]) { RedirectStandardOutput = true })!;
            return mono.StandardOutput.ReadToEnd().Trim();
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
