using System.Buffers;

namespace QlikConnections.Client.Http;

/// <summary>A body that was read completely into pooled memory, because a page of a list is large enough to burden the garbage
/// collector.</summary>
internal sealed class BodyContent : ByteArrayContent
{
    private const int FirstLoan = 16 * 1024;
    private const int LargestFirstLoan = 1024 * 1024;
    private readonly byte[] _loan;

    private BodyContent(byte[] loan, int length)
        : base(loan, 0, length)
    {
        _loan = loan;
        Bytes = new ReadOnlyMemory<byte>(loan, 0, length);
    }

    /// <summary>The body; do not use it after <see cref="GiveBack"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Returns the memory to the pool. Without this call it is collected, so only the last reader of the body calls it.</summary>
    public void GiveBack() => ArrayPool<byte>.Shared.Return(_loan);

    /// <summary>A body with our own text.</summary>
    public static BodyContent OfText(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return new BodyContent(bytes, bytes.Length);
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

        // One byte more than announced, to detect the end without growing.
        var loan = ArrayPool<byte>.Shared.Rent((int)Math.Min(announced, LargestFirstLoan - 1) + 1);
        var length = 0;
#if NETFRAMEWORK
        using var stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
        while (await stream.ReadAsync(loan, length, loan.Length - length, cancellationToken).ConfigureAwait(false) is var read and > 0)
#else
        using var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        while (await stream.ReadAsync(loan.AsMemory(length), cancellationToken).ConfigureAwait(false) is var read and > 0)
#endif
        {
            length += read;
            if (length > most)
            {
                ArrayPool<byte>.Shared.Return(loan);
                return null;
            }

            if (length == loan.Length)
            {
                // One byte over the limit is enough to detect that it is exceeded.
                var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(length * 2L, (long)most + 1));
                Buffer.BlockCopy(loan, 0, larger, 0, length);
                ArrayPool<byte>.Shared.Return(loan);
                loan = larger;
            }
        }

        var body = new BodyContent(loan, length);
        foreach (var header in content.Headers)
        {
            body.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return body;
    }
}
