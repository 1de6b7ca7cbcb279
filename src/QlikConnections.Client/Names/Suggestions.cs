namespace QlikConnections.Client;

/// <summary>Suggests what a mistyped name may have meant.</summary>
internal static class Suggestions
{
    private const int MostSuggestions = 3;

    /// <summary>Longer than any name that somebody could have meant to type.</summary>
    private const int LongestName = 256;

    /// <summary>" Close to it: A, B." for a message; empty when nothing is close.</summary>
    public static string Sentence(string text, IEnumerable<string> candidates)
    {
        var near = candidates
            .Where(c => c.Length <= LongestName)
            .Select(c => (Name: c, Distance: Distance(text.ToUpperInvariant(), c.ToUpperInvariant())))
            .Where(c => c.Distance <= Math.Max(2, text.Length / 3) || Contains(c.Name, text) || Contains(text, c.Name))
            .OrderBy(c => c.Distance)
            .ThenBy(c => c.Name, StringComparer.Ordinal)
            .Take(MostSuggestions)
            .Select(c => $"'{c.Name}'")
            .ToArray();
        return near.Length == 0 ? "" : QlikFailure.Message(nameof(Strings.SuggestedNames), string.Join(", ", near));
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
