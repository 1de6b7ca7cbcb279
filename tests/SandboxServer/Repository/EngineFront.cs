using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using QlikConnections.Sandbox;

namespace SandboxServer;

/// <summary>The engine's web sockets on Kestrel, with the faults that only they have.</summary>
internal sealed class EngineFront(RepositorySandbox sandbox)
{
    /// <summary>So small that a letter of several bytes falls apart.</summary>
    private const int FragmentLength = 1021;

    private const int Huge = 100 * 1024 * 1024;

    /// <summary>Serves one web socket, until it is closed.</summary>
    /// <param name="context">The request.</param>
    /// <param name="target">Its target without the prefix of a virtual proxy.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="fault">What goes wrong; null for nothing.</param>
    public async Task AnswerAsync(HttpContext context, string target, RepositoryCaller caller, Fault? fault)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"https://{context.Request.Host}{target}"));
        foreach (var header in context.Request.Headers)
        {
            request.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value);
        }

        var (status, session) = sandbox.OpenEngine(caller, request);
        if (session is null)
        {
            context.Response.StatusCode = status;
            return;
        }

        using (session)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            try
            {
                await ServeAsync(context, socket, session, fault);
            }
            catch (WebSocketException)
            {
                // The client is gone.
            }
            catch (OperationCanceledException)
            {
                // So is the host, or a client that was stopped.
            }
        }
    }

    private static async Task ServeAsync(HttpContext context, WebSocket socket, SandboxEngineSession session, Fault? fault)
    {
        var stop = context.RequestAborted;
        foreach (var message in fault?.Kind == FaultKind.SocketMessage ? [fault.Body] : session.Greeting)
        {
            await SendAsync(socket, message, stop);
        }

        var held = new List<string>();
        while (await SandboxEngineSession.ReceiveAsync(socket, stop) is { } message)
        {
            var reply = session.Respond(message);
            fault?.Processed();
            switch (fault?.Kind)
            {
                case FaultKind.SocketSilence:
                    continue;
                case FaultKind.SocketClose when !message.Contains("\"OpenDoc\"", StringComparison.Ordinal):
                    var half = Encoding.UTF8.GetBytes(reply[..(reply.Length / 2)]);
                    await socket.SendAsync(half, WebSocketMessageType.Text, endOfMessage: false, stop);
                    context.Abort();
                    return;
                case FaultKind.SocketFlood:
                    await FloodAsync(socket, stop);
                    continue;
                case FaultKind.SocketDisorder when !message.Contains("\"OpenDoc\"", StringComparison.Ordinal):
                    held.Add(reply);
                    if (held.Count == 2)
                    {
                        // Of nobody, twice, and between notifications.
                        await SendAsync(socket, """{"jsonrpc":"2.0","id":987654,"result":{}}""", stop);
                        await SendAsync(socket, held[1], stop);
                        await SendAsync(socket, """{"jsonrpc":"2.0","method":"OnProgress","params":{"severity":"notice"}}""", stop);
                        await SendAsync(socket, held[1].Replace("qLineage", "qNothing", StringComparison.Ordinal), stop);
                        await SendAsync(socket, held[0], stop);
                    }

                    continue;
                case FaultKind.Rewrite:
                    reply = fault.Rewrite(reply);
                    break;
            }

            await SendAsync(socket, reply, stop);
        }

        session.Dispose();
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stop);
    }

    /// <summary>A message without end, until the client has enough.</summary>
    private static async Task FloodAsync(WebSocket socket, CancellationToken stop)
    {
        var chunk = new byte[1024 * 1024];
        Array.Fill(chunk, (byte)' ');
        for (var sent = 0; sent < Huge; sent += chunk.Length)
        {
            await socket.SendAsync(chunk, WebSocketMessageType.Text, endOfMessage: false, stop);
        }

        await socket.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, stop);
    }

    private static async Task SendAsync(WebSocket socket, string message, CancellationToken stop)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        for (var start = 0; start < bytes.Length; start += FragmentLength)
        {
            var length = Math.Min(FragmentLength, bytes.Length - start);
            await socket.SendAsync(bytes.AsMemory(start, length), WebSocketMessageType.Text, start + length == bytes.Length, stop);
        }
    }
}
