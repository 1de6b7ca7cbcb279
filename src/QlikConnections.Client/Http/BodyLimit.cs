namespace QlikConnections.Client.Http;

/// <summary>
/// How much of a response is read. A page of a hundred connections takes about 0.2 MB, and a whole client-managed site of ten thousand,
/// which comes in one piece, about 30 MB; a response without end, or a small one that unpacks to gigabytes, must not fill the memory.
/// </summary>
/// <param name="mostBytes">The longest body of a good response, unpacked.</param>
internal sealed class BodyLimit(int mostBytes)
{
    /// <summary>The default limit.</summary>
    public const int DefaultMegabytes = 48;

    /// <summary>The longest body of an error response, which is much longer than a message needs.</summary>
    public const int MostBytesOfRefusal = Megabyte;

    private const int Megabyte = 1024 * 1024;

    /// <summary>What one value of JSON costs in memory is a multiple of its text. Real responses have one in every 35 bytes or
    /// so.</summary>
    private const int FewestBytesPerValue = 64;

    /// <summary>Below this length the number of values does not matter.</summary>
    private const int Harmless = Megabyte;

    /// <summary>The longest body of a good response, unpacked.</summary>
    public int MostBytes { get; } = mostBytes;

    /// <summary>The longest body of a good response, in MB.</summary>
    public int Megabytes => MostBytes / Megabyte;

    /// <summary>A limit in MB.</summary>
    public static BodyLimit OfMegabytes(int megabytes) => new(checked(megabytes * Megabyte));

    /// <summary>The most values in a body of that length; null when they need not be counted.</summary>
    public int? MostValues(int length) => length <= Harmless ? null : MostBytes / FewestBytesPerValue;
}

/// <summary>A response is larger than what is read of one. Not an <see cref="IOException"/>: a repeated request would return the
/// same.</summary>
internal sealed class BodyTooLargeException(int megabytes) : Exception($"The response is larger than {megabytes} MB.")
{
    /// <summary>The limit.</summary>
    public int Megabytes => megabytes;
}
