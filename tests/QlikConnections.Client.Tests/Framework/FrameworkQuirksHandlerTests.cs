using System.IO.Compression;
using System.Net;
using System.Text;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Tests.Framework;

/// <summary>What .NET Framework's HttpWebRequest gets wrong is put right above it.</summary>
public sealed class FrameworkQuirksHandlerTests
{
    private const string Text = """{"data":[1,2,3]}""";
    private static readonly byte[] Plain = Encoding.UTF8.GetBytes(Text);
    private static readonly byte[] Packed = Pack(Plain);

    [Fact]
    public async Task WholeBody_IsGivenOn()
    {
        using var response = await SendAsync(Answer(Plain, Plain.Length));

        Assert.Equal(Text, await ReadAsync(response));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(15)]
    public async Task BodyThatEndsEarly_IsLost(int length)
    {
        using var response = await SendAsync(Answer(Plain[..length], Plain.Length));

        var failure = await Assert.ThrowsAsync<IOException>(() => ReadAsync(response));
        Assert.Contains($"{length} of {Plain.Length}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoAnnouncedLength_IsNotChecked()
    {
        using var response = await SendAsync(Answer(Plain, null));

        Assert.Equal(Text, await ReadAsync(response));
    }

    [Fact]
    public async Task PackedBody_IsUnpackedAndComparedWithThePackedLength()
    {
        using var whole = await SendAsync(Answer(Packed, Packed.Length, "gzip"));
        Assert.Equal(Text, await ReadAsync(whole));
        Assert.Null(whole.Content.Headers.ContentLength);
        Assert.Empty(whole.Content.Headers.ContentEncoding);

        // Cut off after the data: unpacking alone does not notice.
        using var cut = await SendAsync(Answer(Packed[..^4], Packed.Length, "gzip"));
        await Assert.ThrowsAsync<IOException>(() => ReadAsync(cut));
    }

    [Theory]
    [InlineData("HEAD", HttpStatusCode.OK)]
    [InlineData("GET", HttpStatusCode.NotModified)]
    [InlineData("DELETE", HttpStatusCode.NoContent)]
    public async Task LengthOfABodyThatIsNotSent_IsNoLoss(string method, HttpStatusCode status)
    {
        var answer = Answer([], 500);
        answer.StatusCode = status;
        using var response = await SendAsync(answer, new HttpMethod(method));

        Assert.Equal("", await ReadAsync(response));
    }

    [Theory]
    [InlineData(WebExceptionStatus.ReceiveFailure)]
    [InlineData(WebExceptionStatus.ConnectionClosed)]
    [InlineData(WebExceptionStatus.RequestCanceled)]
    public async Task WebExceptionFromABody_IsAnIOException(WebExceptionStatus status)
    {
        var answer = new HttpResponseMessage { Content = new StreamContent(new FailingStream(new WebException("x", status))) };
        using var response = await SendAsync(answer);
        using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<IOException>(() =>
            stream.ReadAsync(new byte[1], 0, 1, TestContext.Current.CancellationToken)
        );
        Assert.IsType<WebException>(failure.InnerException);
#pragma warning disable CA1849 // the synchronous way too
        Assert.Throws<IOException>(() => stream.Read(new byte[1], 0, 1));
#pragma warning restore CA1849
    }

    [Fact]
    public async Task Request_AsksForNoPermissionAndTakesPackedBodies_OnceHoweverOftenItIsSent()
    {
        var network = new Network(() => Answer(Plain, null));
        using var client = new HttpMessageInvoker(new FrameworkQuirksHandler(network));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://acme.example/") { Content = new ByteArrayContent(Plain) };

        for (var i = 0; i < 2; i++)
        {
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        }

        Assert.False(request.Headers.ExpectContinue);
        Assert.Equal("gzip", request.Headers.AcceptEncoding.ToString());
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpResponseMessage answer, HttpMethod? method = null)
    {
        using var client = new HttpMessageInvoker(new FrameworkQuirksHandler(new Network(() => answer)));
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, "http://acme.example/");
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        using var body = await BodyContent.ReadAsync(response.Content, BodyLimit.MostBytesOfRefusal, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(body!.Bytes.Span);
    }

    private static HttpResponseMessage Answer(byte[] body, long? announced, string? encoding = null)
    {
        // A stream of unknown length, so that the announced one is what a server said.
        var content = new StreamContent(new BufferedStream(new MemoryStream(body)));
        content.Headers.ContentLength = announced;
        content.Headers.ContentType = new("application/json");
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return new HttpResponseMessage { Content = announced is null ? new UnknownLength(content) : content };
    }

    private static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    private sealed class Network(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer());
    }

    private sealed class UnknownLength : HttpContent
    {
        private readonly HttpContent _inner;

        public UnknownLength(HttpContent inner)
        {
            _inner = inner;
            Headers.ContentType = inner.Headers.ContentType;
        }

        protected override Task<Stream> CreateContentReadStreamAsync() => _inner.ReadAsStreamAsync();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _inner.CopyToAsync(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class FailingStream(Exception failure) : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw failure;

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Task.FromException<int>(failure);
    }
}
