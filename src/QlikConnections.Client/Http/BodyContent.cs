using System.Buffers;

namespace QlikConnections.Client.Http;

/// <summary>A body that was read completely into pooled memory, because a page of a list is large enough to burden the garbage
/// collector.</summary>
internal sealed class BodyContent : ByteArrayContent
{
    private const int FirstLoan = 16 * 1024;

    /// <summary>Pools keep what they are given, for each thread and each size. Above this length memory is collected instead.</summary>
    private const int LargestLoan = 1024 * 1024;

    private readonly byte[]? _loan;

    private BodyContent(byte[] bytes, int length, bool isLoan)
        : base(bytes, 0, length)
    {
        _loan = isLoan ? bytes : null;
        Bytes = new ReadOnlyMemory<byte>(bytes, 0, length);
    }

    /// <summary>The body; do not use it after <see cref="Return"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>What <see cref="ApiRequest.Reader"/> made of the body; null if it could not, or was not asked.</summary>
    public object? Value { get; set; }

    /// <summary>Returns the memory to the pool. Without this call it is collected, so only the last reader of the body calls it.</summary>
    public void Return()
    {
        if (_loan is not null)
        {
            ArrayPool<byte>.Shared.Return(_loan);
        }
    }

    /// <summary>A body with our own text.</summary>
    public static BodyContent OfText(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return new BodyContent(bytes, bytes.Length, isLoan: false);
    }

    /// <summary>Reads a body up to a limit.</summary>
    /// <param name="content">The body.</param>
    /// <param name="most">The most bytes, unpacked.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The body; null when it is longer than that.</returns>
    public static async Task<BodyContent?> ReadAsync(HttpContent content, int most, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // The announced length is neither allocated in advance nor trusted.
        var announced = content.Headers.ContentLength ?? FirstLoan - 1;
        if (announced > most)
        {
            return null;
        }

#if NETFRAMEWORK
        using var stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
#else
        using var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#endif
        // One byte more than announced, to detect the end without growing.
        var loan = ArrayPool<byte>.Shared.Rent((int)Math.Min(announced, LargestLoan - 1) + 1);
        var length = await FillAsync(stream, new(loan), cancellationToken).ConfigureAwait(false);
        while (length == loan.Length && length < LargestLoan)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(length * 2, LargestLoan));
            Buffer.BlockCopy(loan, 0, larger, 0, length);
            ArrayPool<byte>.Shared.Return(loan);
            loan = larger;
            length += await FillAsync(stream, new ArraySegment<byte>(loan, length, loan.Length - length), cancellationToken)
                .ConfigureAwait(false);
        }

        var body = length < loan.Length
            ? new BodyContent(loan, length, isLoan: true)
            : await ReadLargeAsync(stream, loan, most, cancellationToken).ConfigureAwait(false);
        if (body is null || body.Bytes.Length > most)
        {
            body?.Return();
            return null;
        }

        foreach (var header in content.Headers)
        {
            body.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return body;
    }

    /// <summary>In pieces, so that a body that never ends does not need twice the limit.</summary>
    private static async Task<BodyContent?> ReadLargeAsync(Stream stream, byte[] loan, int most, CancellationToken cancellationToken)
    {
        List<ArraySegment<byte>> pieces = [new(loan)];
        long length = loan.Length;
        for (var isWhole = false; !isWhole && length <= most;)
        {
            var piece = new byte[LargestLoan];
            var read = await FillAsync(stream, new(piece), cancellationToken).ConfigureAwait(false);
            isWhole = read < piece.Length;
            length += read;
            pieces.Add(new(piece, 0, read));
        }

        if (length > most)
        {
            // A server that does this once does it again, and the collector would wait until several of them fill the memory.
            pieces.Clear();
            ArrayPool<byte>.Shared.Return(loan);
            GC.Collect();
            return null;
        }

        var bytes = new byte[length];
        var at = 0;
        foreach (var piece in pieces)
        {
            Buffer.BlockCopy(piece.Array!, 0, bytes, at, piece.Count);
            at += piece.Count;
        }

        ArrayPool<byte>.Shared.Return(loan);
        return new BodyContent(bytes, at, isLoan: false);
    }

    /// <summary>Reads until the piece is full, or the body ends.</summary>
    /// <returns>How much was read.</returns>
    private static async Task<int> FillAsync(Stream stream, ArraySegment<byte> piece, CancellationToken cancellationToken)
    {
        var length = 0;
#if NETFRAMEWORK
        while (length < piece.Count && await stream
            .ReadAsync(piece.Array!, piece.Offset + length, piece.Count - length, cancellationToken)
            .ConfigureAwait(false) is var read and > 0)
#else
        while (length < piece.Count
            && await stream.ReadAsync(piece.AsMemory(length), cancellationToken).ConfigureAwait(false) is var read and > 0)
#endif
        {
            length += read;
        }

        return length;
    }
}
