using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>The error for a name on the command line that no connection has, with names that could be meant.</summary>
internal static class MissingName
{
    private const string Library = "lib://";

    /// <summary>Names that begin alike are compared; shorter beginnings fit too many.</summary>
    private const int Beginning = 2;

    /// <summary>The error. What could be meant is looked up with one request.</summary>
    public static async Task<QlikException> OfAsync(
        IReadOnlyList<IDataConnectionClient> clients, WildcardText name, CancellationToken cancellationToken)
    {
        var failure = RowReader.Missing(name, spaceName: null, [.. clients.Select(c => c.Session)]);
        var (space, plain) = InLoadScript(name.Plain);
        if (name.Plain.Length < Beginning)
        {
            return failure;
        }

        try
        {
            var query = new DataConnectionQuery
            {
                Names =
                [
                    new TextMatch(TextMatchKind.StartsWith, plain.Substring(0, Math.Min(Beginning, plain.Length))),
                    new TextMatch(TextMatchKind.Contains, plain),
                ],
            };
            await foreach (var page in clients[0].ListAsync(query, cancellationToken).ConfigureAwait(false))
            {
                return With(failure, Hint(name.Plain, space, plain, page.Items));
            }
        }
        catch (QlikException)
        {
            // The error without suggestions is still the one to report.
        }

        return failure;
    }

    /// <summary>The space and the name in a text as load scripts write them: lib://Space:Name/folder/file, or a part of it.</summary>
    internal static (string? Space, string Name) InLoadScript(string text)
    {
        var isLibrary = text.StartsWith(Library, StringComparison.OrdinalIgnoreCase);
        var rest = isLibrary ? text.Substring(Library.Length) : text;
        var end = isLibrary ? rest.IndexOf('/') : -1;
        rest = end < 0 ? rest : rest.Substring(0, end);
        var colon = rest.IndexOf(':');
        return colon > 0 && colon < rest.Length - 1 ? (rest.Substring(0, colon), rest.Substring(colon + 1)) : (null, rest);
    }

    private static string Hint(string text, string? space, string plain, IReadOnlyList<QlikDataConnection> near)
    {
        if (near.FirstOrDefault(c => text.Equals(c.Name, StringComparison.OrdinalIgnoreCase)) is { } elsewhere)
        {
            return QlikFailure.Message(nameof(Strings.NameLeftOut), elsewhere.Label());
        }

        var exact = near.FirstOrDefault(c =>
            plain != text && plain.Equals(c.Name, StringComparison.OrdinalIgnoreCase) && ConnectionReference.IsInSpace(c, space)
        );
        return exact is null ? Suggestions.Sentence(plain, near.Select(c => c.Name).Distinct(StringComparer.Ordinal))
            : space is null ? QlikFailure.Message(nameof(Strings.LoadScriptName), exact.Name)
            : QlikFailure.Message(nameof(Strings.LoadScriptNameInSpace), exact.Name, exact.SpaceName);
    }

    private static QlikException With(QlikException failure, string hint) =>
        new(failure.ErrorId, failure.Message + hint, failure.RecommendedAction);
}
