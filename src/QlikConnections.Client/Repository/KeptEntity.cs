using System.Text.Json.Nodes;

namespace QlikConnections.Client.Repository;

/// <summary>The entity that a model was made from: what to write back, or to compare with what is there later.</summary>
/// <param name="Content">The entity as read; never with a password.</param>
/// <param name="IsWhole">False when the server echoed a password: then what is written back must be read again first (QRS fact sheet §8.4).</param>
internal sealed record class KeptEntity(JsonObject Content, bool IsWhole)
{
    /// <summary>What to keep of an entity; null when it is of a list that shows a part of it, or has no date to lock with.</summary>
    public static KeptEntity? Of(JsonObject entity)
    {
        if (entity.Text("modifiedDate") is null)
        {
            return null;
        }

        if (!entity.ContainsKey("password"))
        {
            return new KeptEntity(entity, IsWhole: true);
        }

        var without = (JsonObject)entity.DeepClone();
        without.Remove("password");
        return new KeptEntity(without, IsWhole: false);
    }
}
