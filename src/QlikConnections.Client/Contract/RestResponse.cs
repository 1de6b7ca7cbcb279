using System.Text.Json;

namespace QlikConnections.Client;

/// <summary>The response to a <see cref="RestRequest"/>.</summary>
/// <param name="MediaType">The type of the body; null if the server did not declare it.</param>
/// <param name="Body">The body; empty when there is none.</param>
public sealed record class RestResponse(string? MediaType, ReadOnlyMemory<byte> Body)
{
    private const int ByteOrderMark = 3;

    /// <summary>The body as JSON; null when it is something else, or empty.</summary>
    /// <param name="request">What was asked, for the message.</param>
    /// <exception cref="QlikException">It is said to be JSON and cannot be read.</exception>
    public JsonElement? ToJson(RestRequest request)
    {
        if (Body.Length == 0 || MediaType is null || MediaType.IndexOf("json", StringComparison.OrdinalIgnoreCase) < 0)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(
                Body.Span.StartsWith(new byte[] { 0xEF, 0xBB, 0xBF }) ? Body.Slice(ByteOrderMark) : Body
            );
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            // The exception's own message may quote the body; only the place is passed on.
            throw QlikFailure.Create(
                nameof(Strings.QlikUnexpectedResponse),
                QlikFailure.Message(
                    nameof(Strings.BodyUnreadable),
                    $"{request.Method} {request.Address.AbsolutePath}",
                    QlikFailure.Message(nameof(Strings.BodyLine), exception.LineNumber + 1, exception.BytePositionInLine)));
        }
    }
}
