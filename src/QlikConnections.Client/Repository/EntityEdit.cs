using System.Text.Json.Nodes;
using QlikConnections.Client.Http;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Repository;

/// <summary>
/// A change as it is written into an entity: the members it touches and their new values. Everything else stays as the server
/// wrote it, the stored password above all: it is only sent when one is to be set or cleared.
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

    /// <summary>Sets custom properties, each for itself.</summary>
    public EntityEdit With(IEnumerable<CustomPropertyChange> properties)
    {
        _properties.AddRange(properties);
        return this;
    }

    /// <summary>Tells a request which secrets it carries.</summary>
    public void TellSecrets(RequestSecrets secrets)
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

    /// <summary>A copy of the entity with the change in it.</summary>
    public JsonObject Apply(JsonObject entity)
    {
        var edited = (JsonObject)entity.DeepClone();
        foreach (var member in _members)
        {
            edited[member.Key] = member.Key == "password" ? RestPassword.With(entity.Text("password"), member.Value!.ToString()) : member.Value?.DeepClone();
        }

        foreach (var property in _properties)
        {
            property.Apply(edited);
        }

        return edited;
    }

    /// <summary>True when it sets or clears the password, which cannot be read back.</summary>
    public bool SetsPassword => _members.ContainsKey("password");

    /// <summary>True when the entity already says all of it. A password never counts as said: it cannot be compared.</summary>
    public bool IsDone(JsonObject entity) =>
        _members.All(m => m.Key != "password" && Same(m.Key, entity[m.Key], m.Value)) && _properties.TrueForAll(p => p.IsDone(entity));

    /// <summary>The first member or custom property that somebody else changed to something else since; null when there is none.</summary>
    public string? Conflict(JsonObject asRead, JsonObject now) =>
        _members.Where(m => m.Key != "password" && !Same(m.Key, asRead[m.Key], now[m.Key]) && !Same(m.Key, now[m.Key], m.Value)).Select(m => m.Key)
            .Concat(_properties.Where(p => p.Conflicts(asRead, now)).Select(p => p.Name)).FirstOrDefault();

    private static bool Same(string member, JsonNode? left, JsonNode? right) => Comparable(member, left) == Comparable(member, right);

    /// <summary>What counts of a member: of references the id, of lists the content without order, of the rest the value.</summary>
    private static string Comparable(string member, JsonNode? node) => member switch
    {
        "owner" => (node as JsonObject)?.Text("id") ?? "",
        "tags" => Joined(node, t => t.Text("id") ?? ""),
        _ => node?.ToJsonString() ?? "",
    };

    private static string Joined(JsonNode? node, Func<JsonObject, string> select) =>
        string.Join("\n", (node as JsonArray ?? []).OfType<JsonObject>().Select(select).OrderBy(t => t, StringComparer.Ordinal));
}
