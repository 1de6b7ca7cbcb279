using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Completes names of spaces.</summary>
public sealed class SpaceNameCompleter : SessionCompleter
{
    internal override async Task<IEnumerable<string>> CandidatesAsync(SessionTable table, string word, CancellationToken cancellationToken) =>
        (await DefaultClient(table).Spaces.ListAsync(false, cancellationToken).ConfigureAwait(false)).Select(s => s.Name).Append(Strings.PersonalSpaceName);
}
