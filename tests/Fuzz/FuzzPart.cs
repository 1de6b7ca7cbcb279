namespace QlikConnections.Fuzz;

/// <summary>A kind of input and how much of it is tried; it is tried once for all tests.</summary>
internal sealed class FuzzPart
{
    private readonly Lazy<Task<Outcome>> _outcome;

    public FuzzPart(string name, int share, IFuzzRun run)
    {
        Name = name;
        Inputs = Catalogue.Size * share / 100;
        _outcome = new(() => RunAsync(run));
    }

    /// <summary>What the page calls it.</summary>
    public string Name { get; }

    /// <summary>How many inputs.</summary>
    public int Inputs { get; }

    /// <summary>What came of them.</summary>
    public Task<Outcome> OutcomeAsync => _outcome.Value;

    private async Task<Outcome> RunAsync(IFuzzRun run)
    {
        var outcome = new Outcome();
        var half = Inputs / 2;
        await run.TryAsync(0, half, Catalogue.Seed, outcome);
        var before = Kept();
        await run.TryAsync(half, Inputs - half, Catalogue.Seed, outcome);
        outcome.Growth = Kept() - before;
        return outcome;
    }

    private static long Kept()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
