using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Completes names of data connections.</summary>
public sealed class ConnectionNameCompleter : SessionCompleter
{
    internal override async Task<IEnumerable<string>> CandidatesAsync(
        CompletionTarget target,
        string word,
        CancellationToken cancellationToken
    )
    {
        var query = new DataConnectionQuery
        {
            Names = word.Length == 0
            ? []
            : [new TextMatch(TextMatchKind.StartsWith, word)],
            IncludeNames = false,
            Condensed = true
        };
        // One page is enough for a menu.
        await foreach (var page in target.Client.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            return page.Items.Select(c => c.Name).ToArray();
        }

        return [];
    }
}
