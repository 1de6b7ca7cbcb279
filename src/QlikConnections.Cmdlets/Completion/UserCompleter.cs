using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Completes users by e-mail address, subject or name.</summary>
public sealed class UserCompleter : SessionCompleter
{
    internal override async Task<IEnumerable<string>> CandidatesAsync(
        CompletionTarget target,
        string word,
        CancellationToken cancellationToken
    )
    {
        var match = word.Length == 0 ? null : new TextMatch(TextMatchKind.Contains, word);
        var names = new List<string>();
        await foreach (var user in target.Client.Users.ListAsync(match, cancellationToken).ConfigureAwait(false))
        {
            names.Add(user.Email ?? user.Subject ?? user.Name);
        }

        return names;
    }
}
