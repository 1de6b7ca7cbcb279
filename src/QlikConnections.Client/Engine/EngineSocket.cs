using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Engine;

/// <summary>
/// A web socket to the engine: JSON-RPC 2.0 [engine 2]. Several calls may wait at the same time; their responses are found by their ids,
/// whatever the order. Messages are read within a limit. Notifications are read for what they mean, and otherwise left out.
/// </summary>
/// <param name="socket">The open web socket.</param>
/// <param name="failures">The exceptions.</param>
/// <param name="timeout">The longest wait for the responses to calls that are sent together.</param>
/// <param name="time">The clock.</param>
/// <param name="limit">The longest message.</param>
internal sealed class EngineSocket(WebSocket socket, EngineFailures failures, TimeSpan timeout, TimeProvider time, BodyLimit limit)
    : IAsyncDisposable
{
    private const int ChunkLength = 64 * 1024;

    /// <summary>How long the engine may take to agree to the end.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private int _lastId;

    /// <summary>The exceptions.</summary>
    public EngineFailures Failures => failures;

    /// <summary>Sends a call and waits for its response.</summary>
    public async Task<EngineReply> AskAsync(EngineCall call, CancellationToken cancellationToken) =>
        (await AskAsync([call], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Sends calls and waits for their responses, which are in the order of the calls.</summary>
    /// <exception cref="QlikException">The engine does not respond, or not as it should.</exception>
    public async Task<IReadOnlyList<EngineReply>> AskAsync(IReadOnlyList<EngineCall> calls, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        try
        {
            return await ExchangeAsync(calls, stop.Token).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception) when (exception is not QlikException && end.IsCancellationRequested)
        {
            throw failures.TimedOut(exception, timeout);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or ObjectDisposedException)
        {
            throw failures.Closed(exception);
        }
        catch (Exception exception) when (exception is JsonException or BodyTooLargeException)
        {
            throw failures.Unreadable(exception);
        }
    }

    /// <summary>Closes the web socket, and waits until the engine agrees: only then is its session over, and the next app may take its
    /// place.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var end = new CancellationTokenSource(Farewell);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, end.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException)
        {
            // What was read is read; the engine ends a session whose connection is gone.
            socket.Abort();
        }
        finally
        {
            socket.Dispose();
        }
    }

    private async Task<IReadOnlyList<EngineReply>> ExchangeAsync(IReadOnlyList<EngineCall> calls, CancellationToken cancellationToken)
    {
        var first = _lastId + 1;
        foreach (var call in calls)
        {
            await socket
                .SendAsync(Message(call, ++_lastId), WebSocketMessageType.Text, endOfMessage: true, cancellationToken)
                .ConfigureAwait(false);
        }

        var replies = new EngineReply?[calls.Count];
        for (var missing = calls.Count; missing > 0;)
        {
            var (id, reply) = Read(await ReceiveAsync(cancellationToken).ConfigureAwait(false));
            // Another id belongs to nothing that waits.
            if (id - first is >= 0 and var index && index < replies.Length && replies[index] is null)
            {
                replies[index] = reply;
                missing--;
            }
        }

        return replies!;
    }

    private static ReadOnlyMemory<byte> Message(EngineCall call, int id)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            json.WriteNumber("id", id);
            json.WriteNumber("handle", call.Handle);
            json.WriteString("method", call.Method);
            json.WriteStartObject("params");
            if (call.OpenApp is { } app)
            {
                json.WriteString("qDocName", app);
                json.WriteBoolean("qNoData", true);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>One whole message.</summary>
    private async Task<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>(ChunkLength);
        while (true)
        {
            var chunk = await socket.ReceiveAsync(message.GetMemory(ChunkLength), cancellationToken).ConfigureAwait(false);
            if (chunk.MessageType == WebSocketMessageType.Close)
            {
                throw failures.Closed();
            }

            message.Advance(chunk.Count);
            if (message.WrittenCount > limit.MostBytes)
            {
                // The rest is not read.
                socket.Abort();
                throw failures.TooLarge(limit);
            }

            if (chunk.EndOfMessage)
            {
                return chunk.MessageType == WebSocketMessageType.Text
                    ? message.WrittenMemory
                    : throw failures.Unreadable(Strings.BodyOtherForm);
            }
        }
    }

    /// <summary>The id of a response with its content; an id of null belongs to a notification.</summary>
    private (int? Id, EngineReply? Reply) Read(ReadOnlyMemory<byte> message)
    {
        JsonBody.Check(message.Span, limit);
        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw failures.Unreadable(Strings.BodyOtherForm);
        }

        if (root.TryGetProperty("method", out var method) && method.ValueKind == JsonValueKind.String)
        {
            root.TryGetProperty("params", out var parameters);
            return failures.Of(method.GetString()!, parameters) is { } failure ? throw failure : (null, null);
        }

        if (!root.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.Number || !id.TryGetInt32(out var number))
        {
            return (null, null);
        }

        return root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object ? (number, ErrorOf(error))
            : root.TryGetProperty("result", out var result) ? (number, new EngineReply(result.Clone(), null, null))
            : throw failures.Unreadable(Strings.BodyOtherForm);
    }

    private static EngineReply ErrorOf(JsonElement error)
    {
        var isNumber = error.TryGetProperty("code", out var value) && value.ValueKind == JsonValueKind.Number;
        var code = isNumber && value.TryGetInt32(out var number) ? number : 0;
        var message = error.TryGetProperty("message", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        return new EngineReply(null, code, message);
    }
}
