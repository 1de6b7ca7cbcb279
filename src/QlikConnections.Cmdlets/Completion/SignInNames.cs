using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>Completes names of sign-ins that are read from files.</summary>
internal static class SignInNames
{
    /// <summary>The names that begin with a word; none if the files cannot be used.</summary>
    public static IEnumerable<CompletionResult> Complete(string? word, Func<IReadOnlyCollection<string>> names)
    {
        try
        {
            var start = (word ?? "").Trim('\'', '"');
            return
            [
                .. names()
                    .Where(n => SessionCompleter.IsTypable(n) && n.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                    .Select(n => new CompletionResult(SessionCompleter.Quote(n), n, CompletionResultType.ParameterValue, n)),
            ];
        }
        catch (QlikException)
        {
            // The command says what is wrong with the files.
            return [];
        }
    }
}
