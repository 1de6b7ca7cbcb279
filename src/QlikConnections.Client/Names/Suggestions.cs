namespace QlikConnections.Client;

/// <summary>Suggests names that are similar to a mistyped one.</summary>
public static class Suggestions
{
    private const int MostSuggestions = 3;

    /// <summary>Longer names are not suggested.</summary>
    private const int LongestName = 256;

    /// <summary>" Did you mean 'A' or 'B'?" for a message; empty if no name is similar.</summary>
    public static string Sentence(string text, IEnumerable<string> candidates)
    {
        var near = candidates
            .Where(c => c.Length <= LongestName)
            .Select(c => (Name: c, Distance: Distance(text.ToUpperInvariant(), c.ToUpperInvariant())))
            .Where(c => c.Distance <= Math.Max(2, text.Length / 3) || Contains(c.Name, text) || Contains(text, c.Name))
            .OrderBy(c => c.Distance)
            .ThenBy(c => c.Name, StringComparer.Ordinal)
            .Take(MostSuggestions)
            .Select(c => c.Name)
            .ToArray();
        return Sentence(near);
    }

    /// <summary>The same for names that were chosen already.</summary>
    public static string Sentence(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return "";
        }

        var last = $"'{names[names.Count - 1]}'";
        var others = string.Join(", ", names.Take(names.Count - 1).Select(n => $"'{n}'"));
        return QlikFailure.Message(nameof(Strings.SuggestedNames), others.Length == 0 ? last : $"{others} or {last}");
    }

    private static bool Contains(string text, string part) =>
        part.Length >= 3 && text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>Levenshtein distance: how many single letters must be added, dropped or changed.</summary>
    public static int Distance(string a, string b)
    {
        if (a.Length > LongestName || b.Length > LongestName)
        {
            return int.MaxValue;
        }

        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            }

            previous = current;
        }

        return previous[b.Length];
    }
}
