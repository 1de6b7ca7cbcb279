using System.Globalization;

namespace QlikConnections.Fuzz;

/// <summary>Whatever servers send: no exception but ours, no secret in it, no circle, no hang.</summary>
public sealed class FuzzTests
{
    /// <summary>How many inputs per platform; more for a longer run.</summary>
    private static readonly int Inputs = Number("QLIKCONNECTIONS_FUZZ", 20_000);

    /// <summary>Where the random numbers begin; another number gives other inputs.</summary>
    private static readonly int Seed = Number("QLIKCONNECTIONS_FUZZ_SEED", 1);

    /// <summary>The platforms, in the ways to sign in and the dialects that differ in what they read.</summary>
    public static TheoryData<string, int> Platforms => new()
    {
        { "Qlik Cloud", 60 }, { "Qlik Cloud with OAuth", 20 }, { "Qlik Cloud, legacy dialect", 20 }, { "client-managed", 70 }, { "client-managed, Windows", 30 },
    };

    /// <summary>One platform, its share of the inputs in percent.</summary>
    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task NoResponseGetsThrough(string platform, int share)
    {
        var run = new ResponseRun(Of(platform), Seed);

        await run.TryAsync(Inputs * share / 100, TestContext.Current.CancellationToken);

        TestContext.Current.SendDiagnosticMessage($"{platform}: {run.Tried} inputs, {run.Failed} refused");
        Assert.True(run.Findings.Count == 0, $"{run.Findings.Count} findings:\n{string.Join("\n\n", run.Findings.Take(10))}");
        // A run in which nearly everything is refused, or nothing, tries little.
        Assert.InRange(run.Failed, run.Tried / 10, run.Tried * 9 / 10);
    }

    private static Platform Of(string name) => name switch
    {
        "Qlik Cloud" => CloudPlatform.Create(),
        "Qlik Cloud with OAuth" => CloudPlatform.Create(withOAuth: true),
        "Qlik Cloud, legacy dialect" => CloudPlatform.Create(QlikDialect.Legacy),
        "client-managed" => SitePlatform.Create(),
        _ => SitePlatform.Create(withWindows: true),
    };

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
