using System.Text.Json;

namespace QlikConnections.Sandbox.Wire;

/// <summary>A request body as JSON.</summary>
internal static class JsonBody
{
    /// <summary>400 for anything that is no JSON in UTF-8.</summary>
    public static JsonElement Parse(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // The parser's own message may quote the body, which may hold a secret.
            throw Refusal.BadRequest("The body is not valid JSON");
        }
    }
}
