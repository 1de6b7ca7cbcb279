using System.Text.Json.Nodes;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Files;

/// <summary>
/// A connection as an export has it: everything by name, without secrets, times and the service's own tags. What another tenant cannot have
/// is in the member <c>provenance</c>. Lists without an order are sorted.
/// </summary>
internal static class ExportedConnection
{
    private const string Asterisks = "asterisks";

    /// <summary>The connection as JSON, with the members in a fixed order.</summary>
    public static JsonObject ToJson(QlikDataConnection connection)
    {
        // The recovery file decides what is secret, and in which form the rest is stored.
        var stored = ConnectionSnapshot.ToJson(connection);
        var exported = new JsonObject
        {
            ["space"] = ExportKey.SpaceOf(connection),
            ["name"] = connection.Name,
            ["owner"] = connection.OwnerName,
            ["dataSource"] = connection.DataSourceId,
            ["type"] = connection.Type,
            ["architecture"] = connection.Architecture.ToString(),
            ["logOn"] = connection.LogOn.ToString(),
            ["separateCredentials"] = connection.SeparateCredentials,
            ["userName"] = connection.UserName,
            ["tags"] = Sorted(TagList.WithoutService(connection.Tags)),
            ["customProperties"] = new JsonObject(
                connection.CustomProperties
                    .OrderBy(p => p.Key, StringComparer.Ordinal)
                    .Select(p => new KeyValuePair<string, JsonNode?>(p.Key, Sorted(p.Value)))),
            ["connectionString"] = Take(stored, "connectionString"),
            ["properties"] = Sorted(Take(stored, "properties")),
            ["leftOut"] = Sorted(Take(stored, "leftOut")!.AsArray().Select(n => n!.GetValue<string>())),
        };
        if (Take(stored, Asterisks) is JsonArray asterisks)
        {
            exported[Asterisks] = Sorted(asterisks.Select(n => n!.GetValue<string>()));
        }

        exported["provenance"] = new JsonObject
        {
            ["id"] = connection.Id.ToString("D"),
            ["spaceId"] = connection.SpaceId,
            ["ownerId"] = connection.OwnerId,
            ["credentialId"] = connection.CredentialId?.ToString("D"),
        };
        return exported;
    }

    private static JsonNode? Take(JsonObject from, string member)
    {
        // A node has one parent.
        var node = from[member];
        from.Remove(member);
        return node;
    }

    private static JsonArray Sorted(IEnumerable<string> texts) =>
        new([.. texts.OrderBy(t => t, StringComparer.Ordinal).Select(t => (JsonNode?)JsonValue.Create(t))]);

    /// <summary>The same with the members of all objects sorted. The order of a list has a meaning.</summary>
    private static JsonNode? Sorted(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                var sorted = new JsonObject();
                foreach (var name in members.Select(m => m.Key).OrderBy(k => k, StringComparer.Ordinal).ToArray())
                {
                    sorted[name] = Sorted(Take(members, name));
                }

                return sorted;
            case JsonArray list:
                var items = list.ToArray();
                list.Clear();
                return new JsonArray([.. items.Select(Sorted)]);
            default:
                return node;
        }
    }
}
