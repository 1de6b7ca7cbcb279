#if !NETFRAMEWORK
using System.Net.WebSockets;
using System.Text;

namespace QlikConnections.Sandbox.Repository.Engine;

/// <summary>The engine's end of a web socket.</summary>
internal static class EngineLoop
{
    public static async Task RunAsync(WebSocket socket, SandboxEngineSession session, CancellationToken cancellationToken)
    {
        foreach (var message in session.Greeting)
        {
            await SendAsync(socket, message, cancellationToken).ConfigureAwait(false);
        }

        while (await ReceiveAsync(socket, cancellationToken).ConfigureAwait(false) is { } message)
        {
            await SendAsync(socket, session.Respond(message), cancellationToken).ConfigureAwait(false);
        }

        session.Dispose();
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken).ConfigureAwait(false);
    }

    private static Task SendAsync(WebSocket socket, string message, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    /// <summary>One message; null when the client closes.</summary>
    private static async Task<string?> ReceiveAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        var chunk = new byte[4096];
        while (true)
        {
            var part = await socket.ReceiveAsync(chunk.AsMemory(), cancellationToken).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            message.Write(chunk, 0, part.Count);
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(message.ToArray());
            }
        }
    }
}
#endif
