using System.Net;

// Used only on .NET Framework, which has no other way to read; on .NET it is only tested.
#pragma warning disable CA1835, CA1844

namespace QlikConnections.Client.Http;

/// <summary>A body that must be as long as was announced. Every failure to read it is an IOException.</summary>
/// <param name="body">The body.</param>
/// <param name="announced">Its length; null when nothing was announced.</param>
internal sealed class WholeBodyStream(Stream body, long? announced) : Stream
{
    private long _length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return Count(body.Read(buffer, offset, count), count);
        }
        catch (WebException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        try
        {
            return Count(await body.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false), count);
        }
        catch (WebException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Count(int read, int asked)
    {
        _length += read;
        return read == 0 && asked > 0 && _length < announced
            ? throw new IOException(QlikFailure.Message(nameof(Strings.BodyCutOff), _length, announced))
            : read;
    }
}
