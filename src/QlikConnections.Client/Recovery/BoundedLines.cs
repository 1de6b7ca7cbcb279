namespace QlikConnections.Client.Recovery;

/// <summary>The lines of an untrusted file: a line that is too long is skipped and not kept in memory.</summary>
internal static class BoundedLines
{
    /// <summary>The longest line that is read. The largest known connect statement has one megabyte.</summary>
    public const int Longest = 16 * 1024 * 1024;

    private const int ChunkLength = 64 * 1024;

    /// <summary>Each line without its line break; null for one that is too long. A line is valid until the next one is read.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>?> Of(Stream stream)
    {
        var chunk = new byte[ChunkLength];
        using var line = new MemoryStream();
        var isTooLong = false;
        for (int count; (count = stream.Read(chunk, 0, chunk.Length)) > 0;)
        {
            for (var start = 0; start < count;)
            {
                var end = Array.IndexOf(chunk, (byte)'\n', start, count - start);
                var length = (end < 0 ? count : end) - start;
                isTooLong |= line.Length + length > Longest;
                if (!isTooLong)
                {
                    line.Write(chunk, start, length);
                }

                start += length + 1;
                if (end >= 0)
                {
                    yield return Take(line, isTooLong);
                    line.SetLength(0);
                    isTooLong = false;
                }
            }
        }

        if (line.Length > 0 || isTooLong)
        {
            yield return Take(line, isTooLong);
        }
    }

    private static ReadOnlyMemory<byte>? Take(MemoryStream line, bool isTooLong) =>
        isTooLong ? default(ReadOnlyMemory<byte>?) : line.GetBuffer().AsMemory(0, (int)line.Length);
}
