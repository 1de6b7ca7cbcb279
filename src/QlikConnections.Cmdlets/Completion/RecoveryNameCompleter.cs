namespace QlikConnections.Commands;

/// <summary>Completes names of connections in recovery files. Needs no session.</summary>
public sealed class RecoveryNameCompleter : SessionCompleter
{
    internal override Task<IEnumerable<string>> CandidatesAsync(CompletionTarget target, string word, CancellationToken cancellationToken)
    {
        var folder = target.Recovery;
        return Task.FromResult<IEnumerable<string>>([
            .. folder.Files()
                .SelectMany(f => folder.Read(f, allowUntrusted: false).Entries)
                .Where(e => e.State is QlikRecoveryState.Pending or QlikRecoveryState.Removed)
                .Select(e => e.Name)
                .OrderBy(n => n, StringComparer.OrdinalIgnoreCase),
        ]);
    }
}
