using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace QlikConnections.Commands;

/// <summary>Completes from a live session. Returns nothing without a session, takes at most 1.5 s and never throws, because a completer
/// must not break the prompt.</summary>
public abstract class SessionCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = (wordToComplete ?? "").Trim('\'', '"');
        var pattern = WildcardPattern.Get(
            WildcardPattern.Escape(word) + "*",
            WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant
        );
        return InTime(
            commandName,
            fakeBoundParameters,
            async (target, stop) =>
                (await CandidatesAsync(target, word, stop).ConfigureAwait(false))
                    .Where(c => IsTypable(c) && pattern.IsMatch(c))
                    .Distinct()
                    .Select(c => new CompletionResult(Quote(c), c, CompletionResultType.ParameterValue, c))
        );
    }

    /// <summary>All possible values.</summary>
    internal abstract Task<IEnumerable<string>> CandidatesAsync(CompletionTarget target, string word, CancellationToken cancellationToken);

    /// <summary>The completions that are found in time.</summary>
    internal static IReadOnlyList<CompletionResult> InTime(
        string commandName,
        IDictionary parameters,
        Func<CompletionTarget, CancellationToken, Task<IEnumerable<CompletionResult>>> find
    )
    {
        try
        {
            var target = new CompletionTarget(SessionTable.Current, commandName, parameters);
            using var clock = new CancellationTokenSource(Limit);
            var found = Task.Run(() => find(target, clock.Token));
            return found.Wait(Limit) ? [.. found.Result] : [];
        }
#pragma warning disable CA1031 // whatever happens, the prompt continues without completion
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }

    /// <summary>False for a name with characters that a terminal executes or shows differently: it is not completed.</summary>
    internal static bool IsTypable(string text) => DisplayText.Of(text) == text;

    /// <summary>The text as one word of the command line. PowerShell also treats curly quotes as quotes.</summary>
    internal static string Quote(string text) =>
        text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.')
            ? text
            : "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'";
}
