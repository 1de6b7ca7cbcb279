namespace QlikConnections.Client.Statements;

/// <summary>
/// Items of which one says what another is: <c>headerName=X-Api-Key;headerValue=abc</c>, <c>type=password;value=abc</c>,
/// <c>param1=token;param1Value=abc</c>. They belong together if their names differ in these words only.
/// </summary>
internal static class PairedItems
{
    private const int MostPairs = 64;
    private const int MostNames = 8;

    private static readonly string[] Names =
        ["name", "key", "header", "field", "parameter", "param", "property", "prop", "option", "setting", "variable", "type", "kind", "id"];

    private static readonly string[] Values = ["value", "val", "content", "text", "data"];

    private static readonly char[] Separators = ['&', ';', ',', ' ', '\n', '\r', '\t', '|'];

    /// <summary>The numbers of the items whose values are secrets because of another item.</summary>
    public static IEnumerable<int> SecretsOf(IReadOnlyList<(string Name, string Value)> items)
    {
        var values = Enumerable.Range(0, items.Count)
            .SelectMany(i => Owners(items[i].Name, Values, "v").Select(owner => (Owner: owner, Index: i)))
            .ToList();
        if (values.Count == 0)
        {
            return [];
        }

        var names = items
            .SelectMany(i => Owners(i.Name, Names, "pnk").Append(NameSpelling.PlainOf(i.Name))
                .Select(owner => (Owner: owner, Name: Bare(i.Value))))
            .Where(n => n.Name.Length is > 0 and <= TextScan.LongestName && n.Name.IndexOf('=') < 0)
            .ToLookup(n => n.Owner, n => n.Name);
        return values
            .Where(v => Bare(items[v.Index].Value) is { Length: > 0 } value
                && names[v.Owner].Take(MostNames).Any(n => SecretName.Is(n, NameContext.Parameter, value)))
            .Select(v => v.Index);
    }

    /// <summary>Whether a text has such items, as the body of a form.</summary>
    public static bool AreIn(string text)
    {
        if (text.IndexOf("val", StringComparison.OrdinalIgnoreCase) < 0 && text.IndexOf("content", StringComparison.OrdinalIgnoreCase) < 0)
        {
            return false;
        }

        var pairs = text.Split(Separators, MostPairs, StringSplitOptions.RemoveEmptyEntries)
            .Select(p => (Pair: p, Sign: p.IndexOf('=')))
            .Where(p => p.Sign > 0 && p.Sign < TextScan.LongestName)
            .Select(p => (p.Pair.Substring(0, p.Sign), p.Pair.Substring(p.Sign + 1)))
            .ToList();
        return SecretsOf(pairs).Any();
    }

    private static string Bare(string value) => value.Trim(' ', '"', '\'', '\\', '{', '}');

    /// <summary>What a name is about, without the word: <c>propValue2</c> and <c>prop2Value</c> are about <c>prop2</c>.</summary>
    private static IEnumerable<string> Owners(string name, string[] words, string letters)
    {
        var plain = NameSpelling.PlainOf(name);
        var core = NameSpelling.WithoutNumber(plain);
        var number = plain.Substring(core.Length);
        return words.Where(w => core.EndsWith(w, StringComparison.Ordinal) && core != "data")
            .Select(w => core.Substring(0, core.Length - w.Length) + number)
            .Concat(core.Length == 1 && letters.IndexOf(core[0]) >= 0 ? [number] : []);
    }
}
