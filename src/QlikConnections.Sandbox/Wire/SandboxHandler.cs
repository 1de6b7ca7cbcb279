using System.Net;
using System.Net.Http.Headers;

namespace QlikConnections.Sandbox.Wire;

/// <summary>The sandbox as the last handler of an HttpClient: no socket, no redirect, no retry.</summary>
internal sealed class SandboxHandler(Answering answer, Journal journal) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
#if NETFRAMEWORK
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
#else
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
#endif
        Uri uri = request.RequestUri is { IsAbsoluteUri: true } absolute
            ? absolute
            : throw new InvalidOperationException("The request needs an absolute address.");
        Reply reply = answer(request, uri, body);
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
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(reply.MediaType) { CharSet = "utf-8" };
        if (reply.Location is { } location)
            message.Headers.Location = new Uri(location);
        foreach (string method in reply.Allow)
            message.Content.Headers.Allow.Add(method);
        foreach (KeyValuePair<string, string> header in reply.Headers)
            message.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return message;
    }
}
