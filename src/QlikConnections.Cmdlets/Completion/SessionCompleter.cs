using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Completes from a live session. Silent without one, never longer than 1.5 s, never an exception: a completer must not break the prompt.</summary>
public abstract class SessionCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = (wordToComplete ?? "").Trim('\'', '"');
        try
        {
            var table = SessionTable.Current;
            using var clock = new CancellationTokenSource(Limit);
            var candidates = Task.Run(() => CandidatesAsync(table, word, clock.Token));
            if (!candidates.Wait(Limit))
            {
                return [];
            }

            var pattern = WildcardPattern.Get(WildcardPattern.Escape(word) + "*", WildcardOptions.IgnoreCase);
            return [.. candidates.Result.Where(pattern.IsMatch).Distinct().Select(c => new CompletionResult(Quote(c), c, CompletionResultType.ParameterValue, c))];
        }
#pragma warning disable CA1031 // whatever happens, the prompt goes on without completion
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }

    /// <summary>All texts that could stand there.</summary>
    internal abstract Task<IEnumerable<string>> CandidatesAsync(SessionTable table, string word, CancellationToken cancellationToken);

    internal static IDataConnectionClient DefaultClient(SessionTable table) => (IDataConnectionClient)table.Default.Client;

    private static string Quote(string text) =>
        text.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.') ? text : "'" + text.Replace("'", "''") + "'";
}

/// <summary>Completes names of connected sessions.</summary>
public sealed class SessionNameCompleter : SessionCompleter
{
    internal override Task<IEnumerable<string>> CandidatesAsync(SessionTable table, string word, CancellationToken cancellationToken) =>
        Task.FromResult(table.All.Select(s => s.Name));
}

/// <summary>Completes names of spaces.</summary>
public sealed class SpaceNameCompleter : SessionCompleter
{
    internal override async Task<IEnumerable<string>> CandidatesAsync(SessionTable table, string word, CancellationToken cancellationToken) =>
        (await DefaultClient(table).Spaces.ListAsync(false, cancellationToken).ConfigureAwait(false)).Select(s => s.Name).Append(Strings.PersonalSpaceName);
}

/// <summary>Completes users by e-mail address, subject or name.</summary>
public sealed class UserCompleter : SessionCompleter
{
    internal override async Task<IEnumerable<string>> CandidatesAsync(SessionTable table, string word, CancellationToken cancellationToken)
    {
        var match = word.Length == 0 ? null : new TextMatch(TextMatchKind.Contains, word);
        var names = new List<string>();
        await foreach (var user in DefaultClient(table).Users.ListAsync(match, cancellationToken).ConfigureAwait(false))
        {
            names.Add(user.Email ?? user.Subject ?? user.Name);
        }

        return names;
    }
}

/// <summary>Completes names of data connections.</summary>
public sealed class ConnectionNameCompleter : SessionCompleter
{
    internal override async Task<IEnumerable<string>> CandidatesAsync(SessionTable table, string word, CancellationToken cancellationToken)
    {
        var query = new DataConnectionQuery { Names = word.Length == 0 ? [] : [new TextMatch(TextMatchKind.StartsWith, word)], IncludeNames = false };
        // One page is plenty for a menu.
        await foreach (var page in DefaultClient(table).ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            return page.Items.Select(c => c.Name).ToArray();
        }

        return [];
    }
}
