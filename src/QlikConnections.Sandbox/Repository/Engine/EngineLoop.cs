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

        while (await SandboxEngineSession.ReceiveAsync(socket, cancellationToken).ConfigureAwait(false) is { } message)
        {
            await SendAsync(socket, session.Respond(message), cancellationToken).ConfigureAwait(false);
        }

        session.Dispose();
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken).ConfigureAwait(false);
    }

    private static Task SendAsync(WebSocket socket, string message, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
}
#endif
