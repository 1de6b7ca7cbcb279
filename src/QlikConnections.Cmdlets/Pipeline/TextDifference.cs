namespace QlikConnections.Commands;

/// <summary>The items in which two texts differ, so that a long connect statement is not shown twice.</summary>
internal static class TextDifference
{
    /// <summary>What ends an item of a connect statement.</summary>
    private static readonly char[] Ends = [';', '"'];

    /// <summary>Less is not worth leaving out.</summary>
    private const int LeastGain = 16;

    /// <summary>Both texts, without the items at the beginning and end that are the same.</summary>
    public static (string Before, string After) Of(string before, string after)
    {
        var most = Math.Min(before.Length, after.Length);
        var start = 0;
        while (start < most && before[start] == after[start])
        {
            start++;
        }

        var end = 0;
        while (end < most - start && before[before.Length - 1 - end] == after[after.Length - 1 - end])
        {
            end++;
        }

        // Whole items are shown.
        start = start == 0 ? 0 : before.LastIndexOfAny(Ends, start - 1) + 1;
        var next = before.IndexOfAny(Ends, before.Length - end);
        end = next < 0 ? 0 : before.Length - next;
        return start + end < LeastGain ? (before, after) : (Cut(before, start, end), Cut(after, start, end));
    }

    private static string Cut(string text, int start, int end) =>
        (start == 0 ? "" : "\u2026") + text.Substring(start, text.Length - start - end) + (end == 0 ? "" : "\u2026");
}
