using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace QlikConnections.Client.Http;

/// <summary>
/// Wraps the system's handler on .NET Framework and corrects the behaviour of HttpWebRequest: it sends Expect: 100-continue before each
/// body (one more wait), treats an incomplete response as complete, and reports failures of a body in its own exception type. Compressed
/// bodies are decompressed here, because the announced length is that of the compressed body.
/// </summary>
internal sealed class FrameworkQuirksHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string GZip = "gzip";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.ExpectContinue = false;
        // A repeated request has it already.
        if (request.Headers.AcceptEncoding.Count == 0)
        {
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(GZip));
        }

        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.Content is { } packed)
        {
            response.Content = Checked(
                packed,
                await packed.ReadAsStreamAsync(
#if !NETFRAMEWORK
                    cancellationToken
#endif
                    ).ConfigureAwait(false),
                HasBody(request, response) ? packed.Headers.ContentLength : null);
        }

        return response;
    }

    private static StreamContent Checked(HttpContent packed, Stream stream, long? announced)
    {
        var whole = new WholeBodyStream(stream, announced);
        var isPacked = packed.Headers.ContentEncoding.Contains(GZip);
        var content = new StreamContent(isPacked ? new GZipStream(whole, CompressionMode.Decompress) : whole);
        foreach (var header in packed.Headers.Where(h => !isPacked || h.Key is not ("Content-Length" or "Content-Encoding")))
        {
            content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return content;
    }

    /// <summary>These announce the length of a body that they do not have.</summary>
    private static bool HasBody(HttpRequestMessage request, HttpResponseMessage response) =>
        request.Method != HttpMethod.Head && response.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified);
}
