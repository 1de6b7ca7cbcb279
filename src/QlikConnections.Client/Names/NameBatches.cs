namespace QlikConnections.Client;

/// <summary>Cuts names into lots of which each fits into one address.</summary>
internal static class NameBatches
{
    /// <summary>The lots, in order; one empty lot when there are no names. A name that is too long by itself is a lot of its own.</summary>
    /// <param name="names">The names.</param>
    /// <param name="encodedLength">How many characters a name takes in the address.</param>
    /// <param name="longest">How many characters a lot may take.</param>
    /// <param name="most">How many names a lot may have.</param>
    public static IEnumerable<IReadOnlyList<TextMatch>> Of(
        IReadOnlyList<TextMatch> names, Func<TextMatch, int> encodedLength, int longest, int most = int.MaxValue)
    {
        var lot = new List<TextMatch>();
        var length = 0;
        foreach (var name in names)
        {
            var more = encodedLength(name);
            if (lot.Count > 0 && (lot.Count == most || length + more > longest))
            {
                yield return lot;
                lot = [];
                length = 0;
            }

            lot.Add(name);
            length += more;
        }

        yield return lot;
    }
}
