using System.Text.Json.Nodes;

namespace QlikConnections.Client.Repository;

/// <summary>The new values of one custom property; none to remove it. Other properties are not changed.</summary>
/// <param name="Id">The definition's id.</param>
/// <param name="Name">The definition's name.</param>
/// <param name="Values">The values, in the spelling of the definition.</param>
internal sealed record class CustomPropertyChange(string Id, string Name, IReadOnlyList<string> Values)
{
    private const string Member = "customProperties";

    /// <summary>True when the entity has exactly these values.</summary>
    public bool IsDone(JsonObject entity) => ValuesIn(entity).SetEquals(Values);

    /// <summary>True if somebody else changed the values of the property since.</summary>
    public bool Conflicts(JsonObject asRead, JsonObject now) => !ValuesIn(asRead).SetEquals(ValuesIn(now)) && !IsDone(now);

    /// <summary>Writes the change into an entity. Entries that stay are sent back as they came, with their ids.</summary>
    public void Apply(JsonObject entity)
    {
        var stay = entity.Objects(Member).Where(p => !IsMine(p) || Values.Contains(p.Text("value"))).Select(p => p.DeepClone());
        var present = ValuesIn(entity);
        var added = Values.Where(v => !present.Contains(v)).Distinct(StringComparer.Ordinal).Select(v => (JsonNode)new JsonObject
        {
            ["definition"] = new JsonObject { ["id"] = Id, ["name"] = Name },
            ["value"] = v,
        });
        entity[Member] = new JsonArray([.. stay, .. added]);
    }

    private bool IsMine(JsonObject entry) =>
        string.Equals((entry["definition"] as JsonObject)?.Text("id"), Id, StringComparison.OrdinalIgnoreCase);

    private HashSet<string> ValuesIn(JsonObject entity) =>
        new(entity.Objects(Member).Where(IsMine).Select(p => p.Text("value") ?? ""), StringComparer.Ordinal);
}
