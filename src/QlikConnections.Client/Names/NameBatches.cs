namespace QlikConnections.Client;

/// <summary>Splits names into batches that each fit into one address.</summary>
internal static class NameBatches
{
    /// <summary>The batches, in order; one empty batch if there are no names. A name that is too long is a separate batch.</summary>
    /// <param name="names">The names.</param>
    /// <param name="encodedLength">The length of a name in the address.</param>
    /// <param name="longest">The most characters of a batch.</param>
    /// <param name="most">The most names of a batch.</param>
    public static IEnumerable<IReadOnlyList<TextMatch>> Of(
        IReadOnlyList<TextMatch> names, Func<TextMatch, int> encodedLength, int longest, int most = int.MaxValue)
    {
        var batch = new List<TextMatch>();
        var length = 0;
        foreach (var name in names)
        {
            var more = encodedLength(name);
            if (batch.Count > 0 && (batch.Count == most || length + more > longest))
            {
                yield return batch;
                batch = [];
                length = 0;
            }

            batch.Add(name);
            length += more;
        }

        yield return batch;
    }
}
