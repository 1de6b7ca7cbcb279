using QlikConnections.Client;
using QlikConnections.Client.Statements;

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
        var (space, plain, _) = InLoadScript(name.Plain);
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

    /// <summary>What a piped name means if it is written as in a load script; empty if it is not. Nothing is looked up.</summary>
    public static string HintForRow(string text)
    {
        var (space, name, owner) = InLoadScript(text);
        // A part of a pasted statement is no longer recognized as one, so it would be quoted with its secret.
        return name == text || Sentence.Quote(text) != text ? ""
            : space is not null ? QlikFailure.Message(nameof(Strings.LoadScriptRowInSpace), name, space)
            : owner is not null ? QlikFailure.Message(nameof(Strings.LoadScriptRowOfOwner), name, owner)
            : QlikFailure.Message(nameof(Strings.LoadScriptRow), name);
    }

    /// <summary>
    /// The space, the name and the owner in a text as load scripts write them: lib://Space:Name/folder/file, or a part of it. A site adds
    /// the owner to names: Name (domain_user).
    /// </summary>
    internal static (string? Space, string Name, string? Owner) InLoadScript(string text)
    {
        var isLibrary = text.StartsWith(Library, StringComparison.OrdinalIgnoreCase);
        var rest = isLibrary ? text.Substring(Library.Length) : text;
        var end = isLibrary ? rest.IndexOf('/') : -1;
        rest = end < 0 ? rest : rest.Substring(0, end);
        var open = rest.LastIndexOf(" (", StringComparison.Ordinal);
        if (open > 0 && rest.EndsWith(")", StringComparison.Ordinal) && rest.IndexOf('_', open) > open + 2)
        {
            return (null, rest.Substring(0, open), rest.Substring(open + 2, rest.Length - open - 3));
        }

        var colon = rest.IndexOf(':');
        return colon > 0 && colon < rest.Length - 1
            ? (rest.Substring(0, colon), rest.Substring(colon + 1), null)
            : (null, rest, null);
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
        var suggested = exact is null && space is not null ? WithSpace(space, plain, near) : "";
        return suggested.Length > 0 ? suggested
            : exact is null ? Suggestions.Sentence(plain, near.Select(c => c.Name).Distinct(StringComparer.Ordinal))
            : space is null ? QlikFailure.Message(nameof(Strings.LoadScriptName), exact.Name)
            : QlikFailure.Message(nameof(Strings.LoadScriptNameInSpace), exact.Name, exact.SpaceName);
    }

    /// <summary>Suggests whole names, where the space or the name after it is misspelled.</summary>
    private static string WithSpace(string space, string plain, IReadOnlyList<QlikDataConnection> near) =>
        Suggestions.Sentence(
            $"{space}:{plain}",
            near.Where(c => c.SpaceName is not null).Select(c => $"{c.SpaceName}:{c.Name}").Distinct(StringComparer.Ordinal));

    private static QlikException With(QlikException failure, string hint) =>
        new(failure.ErrorId, failure.Message + hint, failure.RecommendedAction);
}
