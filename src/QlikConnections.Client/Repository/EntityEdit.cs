using System.Text.Json.Nodes;
using QlikConnections.Client.Http;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Repository;

/// <summary>
/// The changed members of an entity and their new values. Everything else remains as the server sent it, especially the stored password: it
/// is sent only to set or clear it.
/// </summary>
internal sealed class EntityEdit
{
    private readonly Dictionary<string, JsonNode?> _members = new(StringComparer.Ordinal);
    private readonly List<CustomPropertyChange> _properties = [];

    /// <summary>Sets a member; does nothing when the value is null.</summary>
    public EntityEdit With(string name, JsonNode? value)
    {
        if (value is not null)
        {
            _members[name] = value;
        }

        return this;
    }

    /// <summary>Sets custom properties, each separately.</summary>
    public EntityEdit With(IEnumerable<CustomPropertyChange> properties)
    {
        _properties.AddRange(properties);
        return this;
    }

    /// <summary>Adds the secrets to those of a request.</summary>
    public void AddSecretsTo(RequestSecrets secrets)
    {
        if (_members.TryGetValue("password", out var password) && password is not null)
        {
            secrets.Add(password.ToString());
        }

        if (_members.TryGetValue("connectionstring", out var statement) && statement is not null)
        {
            secrets.AddStatement(statement.ToString());
        }
    }

    /// <summary>A copy of the entity with the change.</summary>
    public JsonObject Apply(JsonObject entity)
    {
        var edited = (JsonObject)entity.DeepClone();
        foreach (var member in _members)
        {
            edited[member.Key] =
                member.Key == "password" ? RestPassword.With(entity.Text("password"), member.Value!.ToString()) : member.Value?.DeepClone();
        }

        foreach (var property in _properties)
        {
            property.Apply(edited);
        }

        return edited;
    }

    /// <summary>The name that it gives; null to keep the present one.</summary>
    public string? Name => _members.TryGetValue("name", out var name) ? name?.ToString() : null;

    /// <summary>True when it sets or clears the password, which cannot be read back.</summary>
    public bool SetsPassword => _members.ContainsKey("password");

    /// <summary>True if the entity already has all values. A password always counts as changed, because it cannot be compared.</summary>
    public bool IsDone(JsonObject entity) =>
        _members.All(m => m.Key != "password" && Same(m.Key, entity[m.Key], m.Value)) && _properties.TrueForAll(p => p.IsDone(entity));

    /// <summary>The first member or custom property that somebody else changed to another value since; null if there is none.</summary>
    public string? Conflict(JsonObject asRead, JsonObject now) =>
        _members
            .Where(m => m.Key != "password" && !Same(m.Key, asRead[m.Key], now[m.Key]) && !Same(m.Key, now[m.Key], m.Value))
            .Select(m => m.Key)
            .Concat(_properties.Where(p => p.Conflicts(asRead, now)).Select(p => p.Name))
            .FirstOrDefault();

    private static bool Same(string member, JsonNode? left, JsonNode? right) => Comparable(member, left) == Comparable(member, right);

    /// <summary>The compared part of a member: the id of references, the content of lists without order, otherwise the value.</summary>
    private static string Comparable(string member, JsonNode? node) => member switch
    {
        "owner" => (node as JsonObject)?.Text("id") ?? "",
        "tags" => Joined(node, t => t.Text("id") ?? ""),
        _ => node?.ToJsonString() ?? "",
    };

    private static string Joined(JsonNode? node, Func<JsonObject, string> select) =>
        string.Join("\n", (node as JsonArray ?? []).OfType<JsonObject>().Select(select).OrderBy(t => t, StringComparer.Ordinal));
}
