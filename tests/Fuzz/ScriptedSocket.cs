using System.Net.WebSockets;

namespace QlikConnections.Fuzz;

/// <summary>A web socket that sends prepared messages in pieces of any length, and then closes.</summary>
internal sealed class ScriptedSocket(Random random, IReadOnlyList<byte[]> messages) : WebSocket
{
    private int _message;
    private int _at;

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => WebSocketState.Open;

    public override string? SubProtocol => null;

    public override void Abort()
    {
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public override void Dispose()
    {
    }

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        if (_message == messages.Count)
        {
            return Task.FromResult(new WebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true));
        }

        var message = messages[_message];
        var length = Math.Min(Math.Min(buffer.Count, message.Length - _at), random.Next(1, 2000));
        message.AsSpan(_at, length).CopyTo(buffer);
        _at += length;
        var isWhole = _at == message.Length;
        if (isWhole)
        {
            (_message, _at) = (_message + 1, 0);
        }

        var type = random.Next(500) == 0 ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
        return Task.FromResult(new WebSocketReceiveResult(length, type, isWhole));
    }

    public override Task SendAsync(
        ArraySegment<byte> buffer,
        WebSocketMessageType messageType,
        bool endOfMessage,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;
}
