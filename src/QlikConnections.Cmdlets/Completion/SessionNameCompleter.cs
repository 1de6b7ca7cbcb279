namespace QlikConnections.Commands;

/// <summary>Completes names of connected sessions.</summary>
public sealed class SessionNameCompleter : SessionCompleter
{
    internal override Task<IEnumerable<string>> CandidatesAsync(SessionTable table, string word, CancellationToken cancellationToken) =>
        Task.FromResult(table.All.Select(s => s.Name));
}
