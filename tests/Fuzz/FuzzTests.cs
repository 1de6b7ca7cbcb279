using System.Diagnostics;
using System.Globalization;

namespace QlikConnections.Fuzz;

/// <summary>Whatever servers send and files hold: no exception but ours, no secret in it, no circle, no hang, no memory that is not given
/// back.</summary>
public sealed class FuzzTests
{
    /// <summary>All kinds of input, by name.</summary>
    public static TheoryData<string> Parts => [.. Catalogue.All.Select(p => p.Name)];

    /// <summary>All monstrous responses, by name.</summary>
    public static TheoryData<string> Monsters => [.. PeakProcess.Bodies];

    /// <summary>One kind of input.</summary>
    [Theory]
    [MemberData(nameof(Parts))]
    public async Task NothingHostile_GetsThrough(string part)
    {
        var outcome = await Catalogue.All.Single(p => p.Name == part).OutcomeAsync;

        TestContext.Current.SendDiagnosticMessage(
            $"{part}: {outcome.Tried} inputs, {outcome.Refused} refused, kept memory grew by {outcome.Growth} bytes"
        );
        Assert.True(outcome.Findings.Count == 0, $"{outcome.Findings.Count} findings:\n{string.Join("\n\n", outcome.Findings.Take(10))}");
        // A run in which nearly everything is refused, or nothing, tries little.
        Assert.InRange(outcome.Refused, outcome.Tried / 20, outcome.Tried * 49 / 50);
        Assert.InRange(outcome.Growth, long.MinValue, Catalogue.MostGrowth);
    }

    /// <summary>One monstrous response, read by a process of its own.</summary>
    [Theory]
    [MemberData(nameof(Monsters))]
    public async Task NoResponse_FillsTheMemory(string body)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["--peak", body]) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Insert(0, typeof(FuzzTests).Assembly.Location);
        }

        using var process = Process.Start(start)!;
        var peak = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, "It was not refused.");
        Assert.InRange(int.Parse(peak, CultureInfo.InvariantCulture), 1, PeakProcess.MostMB - 1);
    }

    /// <summary>The page says what the run shows.</summary>
    [Fact]
    public async Task Page_IsWhatTheRunShows()
    {
        Assert.SkipUnless(Catalogue.Size == Catalogue.UsualSize, "The page is about a run of the usual size.");
        var text = await Page.TextAsync();

        if (Environment.GetEnvironmentVariable(Page.WriteVariable) == "1")
        {
            await File.WriteAllTextAsync(Page.Path, text, TestContext.Current.CancellationToken);
        }

        Assert.Equal(text, (await File.ReadAllTextAsync(Page.Path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n"));
    }
}
