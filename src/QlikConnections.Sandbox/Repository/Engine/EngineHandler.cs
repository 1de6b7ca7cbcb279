#if !NETFRAMEWORK
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace QlikConnections.Sandbox.Repository.Engine;

/// <summary>The engine behind an HttpMessageHandler: a request that asks for a web socket gets one, without a network.</summary>
internal sealed class EngineHandler(Func<HttpRequestMessage, (int Status, SandboxEngineSession? Session)> open, HttpMessageHandler others)
    : DelegatingHandler(others)
{
    /// <summary>What the key of a request is completed with (RFC 6455 1.3).</summary>
    private const string KeyEnd = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Headers.Upgrade.Any(u => string.Equals(u.Name, "websocket", StringComparison.OrdinalIgnoreCase))
            ? Task.FromResult(Upgrade(request))
            : base.SendAsync(request, cancellationToken);

    private HttpResponseMessage Upgrade(HttpRequestMessage request)
    {
        var (status, session) = open(request);
        var response = new HttpResponseMessage((HttpStatusCode)status) { RequestMessage = request };
        if (session is null)
        {
            return response;
        }

        var (client, server) = DuplexStream.Pair();
        var key = request.Headers.GetValues("Sec-WebSocket-Key").Single();
        response.Headers.Connection.Add("Upgrade");
        response.Headers.Upgrade.Add(new("websocket"));
#pragma warning disable CA5350 // the protocol says so
        response.Headers.Add("Sec-WebSocket-Accept", Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + KeyEnd))));
#pragma warning restore CA5350
        response.Content = new ConnectionContent(client);
        _ = Task.Run(() => ServeAsync(server, session), CancellationToken.None);
        return response;
    }

    private static async Task ServeAsync(Stream stream, SandboxEngineSession session)
    {
        using (session)
        using (var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true }))
        {
            try
            {
                await EngineLoop.RunAsync(socket, session, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is WebSocketException or IOException or InvalidOperationException)
            {
                // The client is gone.
            }
        }
    }
}
#endif
