namespace QlikConnections.Reliability;

/// <summary>What came of a run.</summary>
/// <param name="Injected">How many requests got the fault.</param>
/// <param name="Objects">How many objects were listed, changed, made or deleted.</param>
/// <param name="Done">How many changes, or rows, the client reported as done.</param>
/// <param name="Reported">What it reported as failed or unknown, in words.</param>
/// <param name="Lost">Objects that are missing, and changes that were reported as done but are not.</param>
/// <param name="Doubled">Connections, rows or changes that came to be twice.</param>
/// <param name="Misreported">Changes that were reported as refused but are done.</param>
internal sealed record class Outcome(int Injected, int Objects, int Done, string Reported, int Lost, int Doubled, int Misreported);

/// <summary>A fault, and the work that is done under it.</summary>
/// <param name="Fault">What is injected.</param>
/// <param name="Platform">Where.</param>
/// <param name="Work">What is done.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record class Scenario(string Fault, string Platform, string Work, Func<Task<Outcome>> RunAsync)
{
    private readonly Lazy<Task<Outcome>> _outcome = new(RunAsync);

    /// <summary>Its outcome. Each scenario runs once for all callers.</summary>
    public Task<Outcome> OutcomeAsync => _outcome.Value;

    public string Name => $"{Fault} ({Platform})";
}
