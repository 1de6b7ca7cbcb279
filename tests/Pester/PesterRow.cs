using QlikConnections.Testing;
using Xunit;

namespace QlikConnections.PesterSuite;

/// <summary>The suite on one build of the module: sums its files up, and reports the sum when all have run.</summary>
public abstract class PesterRow : IDisposable
{
    private int _passed;
    private int _failed;
    private int _skipped;
    private int _different;

    private protected abstract string Name { get; }

    private protected abstract string Module { get; }

    /// <summary>The tests of a file that must fail on this build.</summary>
    private protected virtual IReadOnlyList<string> DifferencesOf(string file) => [];

    public static TheoryData<string> Files() =>
        [.. Directory.GetFiles(PesterFile.Folder, "*.Tests.ps1").Select(f => Path.GetFileName(f)!).Order()];

    public void Run(string file)
    {
        var result = PesterFile.Run(file, Module, Name);
        var differences = DifferencesOf(file);
        var failures = result.Failures.Where(f => !differences.Contains(f.Test)).Select(f => $"{f.Test}: {f.Message}").ToList();
        failures.AddRange(
            differences.Except(result.Failures.Select(f => f.Test)).Select(d => $"{d}: passed, so it is no difference any more.")
        );
        _passed += result.Passed;
        _skipped += result.Skipped;
        _failed += failures.Count;
        _different += differences.Count;
        Assert.True(failures.Count == 0, string.Join("\n", failures));
        Assert.True(result.Passed + result.Skipped > 0, "The file holds no test.");
    }

    public void Dispose()
    {
        var different = _different == 0 ? "" : $", {_different} rightly different";
        Matrix.Report(Name, $"{_passed} passed, {_failed} failed, {_skipped} skipped{different} in PowerShell {PowerShellHost.Version}");
        GC.SuppressFinalize(this);
    }
}
