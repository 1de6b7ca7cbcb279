using System.Buffers;

namespace QlikConnections.Client.Http;

/// <summary>A body that was read to its end, into memory that is on loan: a page of a list is large enough to burden the garbage
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

    /// <summary>The body; not to be looked at after <see cref="GiveBack"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Gives the memory back for the next body. Without this call it is simply collected, so only who read the body last, and
    /// surely, should.</summary>
    public void GiveBack() => ArrayPool<byte>.Shared.Return(_loan);

    /// <summary>A body of our own words.</summary>
    public static BodyContent OfText(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return new BodyContent(bytes, bytes.Length);
    }

    /// <summary>Reads a body to its end, or so far as it is wanted.</summary>
    /// <param name="content">The body.</param>
    /// <param name="most">The most bytes, unpacked.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The body; null when it is longer than that.</returns>
    public static async Task<BodyContent?> ReadAsync(HttpContent content, int most, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // What a server announces is neither allocated unseen nor believed to be all.
        var announced = content.Headers.ContentLength ?? FirstLoan - 1;
        if (announced > most)
        {
            return null;
        }

        // One byte more than announced, to see the end without growing.
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
                // Just over the limit is enough to see that it is passed.
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
