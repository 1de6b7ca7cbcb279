using System.Text.Json;

namespace QlikConnections.Client.Engine;

/// <summary>The response to a call: a result or an error.</summary>
/// <param name="Result">The result; null with an error.</param>
/// <param name="Code">The code of the error; null with a result.</param>
/// <param name="Message">What the engine says about the error.</param>
internal sealed record class EngineReply(JsonElement? Result, int? Code, string? Message)
{
    /// <summary>A text of the result; null if there is none.</summary>
    public string? Text(string name) =>
        Result is { ValueKind: JsonValueKind.Object } result
        && result.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>The object that the result refers to: its handle and id; null if it refers to none.</summary>
    public (int Handle, string? Id)? Object()
    {
        if (
            Result is not { ValueKind: JsonValueKind.Object } result
            || !result.TryGetProperty("qReturn", out var entry)
            || entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("qHandle", out var handle)
            || handle.ValueKind != JsonValueKind.Number
            || !handle.TryGetInt32(out var number)
        )
        {
            return null;
        }

        var id = entry.TryGetProperty("qGenericId", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        return (number, id);
    }
}
