using System.Text.Json;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>One operation of a patch. The current body is a bare array, and the wrapper of 2023 is refused ([cloud 2.5, 13.1] row
/// 1).</summary>
internal sealed record PatchOperation(string Op, string Path, JsonElement Value)
{
    public bool Removes => Op == "remove";

    public static IReadOnlyList<PatchOperation> ReadAll(Call call)
    {
        var body = call.Json;
        if (call.Surface.PatchIsWrapped && !body.RequireObject().TryGetProperty("patchData", out body))
        {
            throw Refusal.BadRequest("The property patchData is missing");
        }

        if (body.ValueKind != JsonValueKind.Array)
        {
            throw Refusal.BadRequest("The patch must be an array of operations");
        }

        PatchOperation[] operations = [.. body.EnumerateArray().Select(Read)];
        return operations.Length > 0 ? operations : throw Refusal.BadRequest("The patch has no operations");
    }

    /// <summary>The value as a text that must not be empty.</summary>
    public string Text() =>
        !Removes && Value.ValueKind == JsonValueKind.String && Value.GetString() is { Length: > 0 } text
            ? text
            : throw Refusal.BadRequest($"{Path} needs a value that is a string and not empty");

    private static PatchOperation Read(JsonElement item)
    {
        item.RequireObject();
        var op = item.RequiredText("op");
        if (op is not ("add" or "replace" or "remove"))
        {
            throw Refusal.BadRequest("op must be add, replace or remove");
        }

        var path = item.RequiredText("path");
        if (!item.TryGetProperty("value", out var value))
        {
            if (op != "remove")
            {
                throw Refusal.BadRequest("The property value is missing");
            }
        }
        else if (op != "remove" && !IsAllowed(value))
        {
            throw Refusal.BadRequest("value must be a string, a boolean, an integer or an array");
        }
        return new(op, path, value);
    }

    private static bool IsAllowed(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Array => true,
        JsonValueKind.Number => value.TryGetInt64(out _),
        _ => false,
    };
}
