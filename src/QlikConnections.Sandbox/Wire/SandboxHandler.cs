using System.Net;
using System.Net.Http.Headers;

namespace QlikConnections.Sandbox.Wire;

/// <summary>The sandbox as the last handler of an HttpClient: no socket, no redirect, no retry.</summary>
internal sealed class SandboxHandler(Respond answer, Journal journal) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
#if NETFRAMEWORK
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
#else
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
#endif
        var uri = request.RequestUri is { IsAbsoluteUri: true } absolute
            ? absolute
            : throw new InvalidOperationException("The request needs an absolute address.");
        var reply = answer(request, uri, body);
        journal.Add(new(request.Method.Method, uri.PathAndQuery, reply.Status));
        return Message(request, reply);
    }

    private static HttpResponseMessage Message(HttpRequestMessage request, Reply reply)
    {
        var message = new HttpResponseMessage((HttpStatusCode)reply.Status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(reply.Body ?? []),
        };
        if (reply.Body is not null)
        {
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(reply.MediaType) { CharSet = "utf-8" };
        }

        if (reply.Location is { } location)
        {
            message.Headers.Location = new Uri(location);
        }

        foreach (var method in reply.Allow)
        {
            message.Content.Headers.Allow.Add(method);
        }

        foreach (var header in reply.Headers)
        {
            message.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return message;
    }
}

/// <summary>The response of a sandbox to a request whose body has been read.</summary>
internal delegate Reply Respond(HttpRequestMessage request, Uri uri, byte[] body);
