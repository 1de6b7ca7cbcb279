using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Usage;

/// <summary>The references that were found.</summary>
/// <param name="hasSpaces">True to leave out the files of a space.</param>
internal sealed class ScriptFindings(bool hasSpaces)
{
    private const int LongestText = 400;
    private readonly List<ScriptReference> _references = [];
    private readonly HashSet<ScriptReference> _seen = [];

    /// <summary>Adds a reference, unless it is to the files of a space, or the same place was seen in another round.</summary>
    public void Add(LibAddress address, ScriptReferenceKind kind, int line, string text, bool isExact)
    {
        if (hasSpaces && address.IsFolder)
        {
            return;
        }

        // A statement is hidden before it is cut, because the part alone may not show what is secret in it.
        var shown = Cut(kind == ScriptReferenceKind.Inline ? ConnectStatement.Show(text) : Sentence.Quote(Cut(text)));
        var name = isExact ? address.Name : Sentence.Quote(Cut(address.Name));
        var reference = new ScriptReference(address.Space, name, kind, line, isExact, shown);
        if (_seen.Add(reference))
        {
            _references.Add(reference);
        }
    }

    private static string Cut(string text) => text.Length > LongestText ? text.Substring(0, LongestText) + "\u2026" : text;

    /// <summary>The references by their lines.</summary>
    public IReadOnlyList<ScriptReference> InOrder() => [.. _references.OrderBy(r => r.Line)];
}
