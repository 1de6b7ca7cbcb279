namespace QlikConnections.Fuzz;

/// <summary>A kind of input that is tried.</summary>
internal interface IFuzzRun
{
    /// <summary>Tries the inputs of these numbers; the same numbers and seed are the same inputs.</summary>
    Task TryAsync(int first, int count, int seed, Outcome outcome);
}
