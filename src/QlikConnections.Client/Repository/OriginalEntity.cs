using System.Text.Json.Nodes;

namespace QlikConnections.Client.Repository;

/// <summary>The entity that a model was made from: what to write back, or to compare with what is there later.</summary>
/// <param name="Content">The entity as read; never with a password.</param>
/// <param name="IsWhole">False when the server echoed a password: then what is written back must be read again first (QRS fact sheet
/// §8.4).</param>
internal sealed record class OriginalEntity(JsonObject Content, bool IsWhole)
{
    /// <summary>What to keep of an entity; null when what was read is only a part of it, which must not be written back.</summary>
    public static OriginalEntity? Of(JsonObject entity)
    {
        if (Missing(entity) is not null)
        {
            return null;
        }

        if (!entity.ContainsKey("password"))
        {
            return new OriginalEntity(entity, IsWhole: true);
        }

        var without = (JsonObject)entity.DeepClone();
        without.Remove("password");
        return new OriginalEntity(without, IsWhole: false);
    }

    /// <summary>
    /// The member without which an entity must not be written back; null when it has all. Without the date the server would take it for
    /// very
    /// old, or a change of somebody else would be lost; a list that is not there would be cleared.
    /// </summary>
    public static string? Missing(JsonObject entity) =>
        entity.Text("modifiedDate") is null ? "modifiedDate"
        : entity["tags"] is not JsonArray ? "tags"
        : entity["customProperties"] is not JsonArray ? "customProperties"
        : null;
}
