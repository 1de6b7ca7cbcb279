using System.Text.Json;

namespace QlikConnections.Sandbox.Wire;

/// <summary>A request body as JSON.</summary>
internal static class JsonBody
{
    /// <summary>400 for anything except JSON in UTF-8.</summary>
    public static JsonElement Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            Read(document.RootElement);
            return document.RootElement.Clone();
        }
        // Half a surrogate pair, written as \u, is detected only when the text is read.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The parser's own message may quote the body, which may hold a secret.
            throw Refusal.BadRequest("The body is not valid JSON");
        }
    }

    private static void Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Read(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Read(member.Value);
                }
                break;
        }
    }
}
