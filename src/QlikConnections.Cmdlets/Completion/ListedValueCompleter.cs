using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Completes values that data connections have.</summary>
public abstract class ListedValueCompleter : SessionCompleter
{
    internal override async Task<IEnumerable<string>> CandidatesAsync(
        CompletionTarget target,
        string word,
        CancellationToken cancellationToken
    )
    {
        // One page is enough for a menu.
        await foreach (
            var page in target.Client.ListAsync(new DataConnectionQuery { IncludeNames = false }, cancellationToken).ConfigureAwait(false)
        )
        {
            return page.Items.SelectMany(Values).OrderBy(v => v, StringComparer.OrdinalIgnoreCase).ToArray();
        }

        return [];
    }

    /// <summary>The values of a connection.</summary>
    internal abstract IEnumerable<string> Values(QlikDataConnection connection);
}
