using System.Management.Automation;
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
        // Of Get-QlikDataConnection; elsewhere -Space is where connections are to be, not where they are.
        var space = target.Command.StartsWith(VerbsCommon.Get + "-", StringComparison.OrdinalIgnoreCase)
            ? target.Parameters["Space"]
            : null;
        var query = new DataConnectionQuery
        {
            Spaces = space is null
                ? []
                : [
                    await LanguagePrimitives
                        .ConvertTo<SpaceIdentity>(space is object[] { Length: > 0 } several ? several[0] : space)
                        .ResolveAsync(target.Client, cancellationToken)
                        .ConfigureAwait(false),
                ],
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
