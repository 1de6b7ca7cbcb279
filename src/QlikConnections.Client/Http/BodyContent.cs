using System.Buffers;

namespace QlikConnections.Client.Http;

/// <summary>A body that was read to its end, into memory that is on loan: a page of a list is large enough to burden the garbage collector.</summary>
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

    /// <summary>Gives the memory back for the next body. Without this call it is simply collected, so only who read the body last, and surely, should.</summary>
    public void GiveBack() => ArrayPool<byte>.Shared.Return(_loan);

    /// <summary>Reads a body to its end.</summary>
    public static async Task<BodyContent> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // One byte more than announced, to see the end without growing. What a server announces is not allocated unseen.
        var announced = content.Headers.ContentLength + 1 ?? FirstLoan;
        var loan = ArrayPool<byte>.Shared.Rent((int)Math.Min(announced, LargestFirstLoan));
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
            if (length == loan.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(length * 2);
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
