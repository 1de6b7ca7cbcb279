using System.Text;
using System.Text.Json;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.SignIn;

/// <summary>The fields of a request to an endpoint of OAuth, which takes JSON and forms.</summary>
internal static class Fields
{
    /// <summary>Reads a field by its name; null if it is missing.</summary>
    public static Func<string, string?> Of(byte[] body, string? mediaType) => mediaType switch
    {
        "application/json" => Json(body),
        "application/x-www-form-urlencoded" => new QueryString(Encoding.UTF8.GetString(body)).Text,
        _ => throw new Refusal(415, "The body must be JSON or a form"),
    };

    private static Func<string, string?> Json(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement.Clone().RequireObject();
            return name => root.OptionalText(name);
        }
        catch (JsonException)
        {
            throw Refusal.BadRequest("The body is not valid JSON");
        }
    }
}
