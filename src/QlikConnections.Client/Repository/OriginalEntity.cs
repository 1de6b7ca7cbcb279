using System.Text.Json.Nodes;

namespace QlikConnections.Client.Repository;

/// <summary>The entity of a model, to write it back or to compare it with a later state.</summary>
/// <param name="Content">The entity as read; never with a password.</param>
/// <param name="IsWhole">False if the server returned a password: then the entity must be read again before it is written back [qrs
/// 8.4].</param>
internal sealed record class OriginalEntity(JsonObject Content, bool IsWhole)
{
    /// <summary>The entity to keep; null if only a part of it was read, which must not be written back.</summary>
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
    /// The missing member without which an entity must not be written back; null if it has all. Without the date the server would treat it
    /// as very old, or a change of somebody else would be lost; a missing list would be cleared.
    /// </summary>
    public static string? Missing(JsonObject entity) =>
        entity.Text("modifiedDate") is null ? "modifiedDate"
        : entity["tags"] is not JsonArray ? "tags"
        : entity["customProperties"] is not JsonArray ? "customProperties"
        : null;
}
