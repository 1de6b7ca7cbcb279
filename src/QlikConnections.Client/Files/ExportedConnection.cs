using System.Text.Json;
using System.Text.Json.Nodes;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Files;

/// <summary>
/// A connection as an export has it: everything by name, without secrets, times and the service's own tags. What another tenant cannot have
/// is in the member <c>provenance</c>. Lists without an order are sorted. And back.
/// </summary>
internal static class ExportedConnection
{
    private const string Asterisks = "asterisks";
    private const string Provenance = "provenance";

    /// <summary>The members that every connection has.</summary>
    private static readonly string[] Members =
    [
        "space", "name", "owner", "dataSource", "type", "architecture", "logOn", "separateCredentials", "userName", "tags",
        "customProperties", "connectionString", "properties", "leftOut", Provenance,
    ];

    /// <summary>More than a name has anywhere; a longer one would make an address that no server takes.</summary>
    private const int LongestText = 1024;

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

        exported[Provenance] = new JsonObject
        {
            ["id"] = connection.Id.ToString("D"),
            ["spaceId"] = connection.SpaceId,
            ["ownerId"] = connection.OwnerId,
            ["credentialId"] = connection.CredentialId?.ToString("D"),
        };
        return exported;
    }

    /// <summary>A connection of an export.</summary>
    /// <param name="json">What <see cref="ToJson"/> wrote, perhaps edited.</param>
    /// <param name="platform">The platform that the export is of.</param>
    /// <param name="source">Where it is from, for messages.</param>
    /// <exception cref="FormatException">It is not as the schema says.</exception>
    public static PortableConnection FromJson(JsonElement json, QlikPlatform platform, string source)
    {
        RequireMembers(json);
        var provenance = json.GetProperty(Provenance);
        var userName = Text(json, "userName");
        var separate = Valid(json, "separateCredentials", m => m.GetBoolean());
        return new PortableConnection
        {
            Source = source,
            Platform = platform,
            Name = Text(json, "name") is { } name && !string.IsNullOrWhiteSpace(name) ? name : throw Odd("name"),
            Space = Text(json, "space"),
            Owner = Text(json, "owner"),
            OwnerId = Text(provenance, "ownerId"),
            DataSource = Text(json, "dataSource"),
            Type = Text(json, "type"),
            Architecture = Valid(json, "architecture", m => ConnectionSnapshot.Named<QlikArchitecture>(m.GetString())),
            LogOn = Valid(json, "logOn", m => ConnectionSnapshot.Named<QlikLogOn>(m.GetString())),
            SeparateCredentials = separate,
            UserName = userName,
            Tags = [.. Texts(json, "tags").Distinct(StringComparer.Ordinal).OrderBy(t => t, StringComparer.Ordinal)],
            CustomProperties = Valid(
                json,
                "customProperties",
                m => m.EnumerateObject()
                    .ToDictionary(p => Short(p.Name, "customProperties")!, p => Texts(m, p.Name), StringComparer.OrdinalIgnoreCase)
            ),
            Statement = Valid(json, "connectionString", _ => ConnectionSnapshot.StatementOf(json)),
            Properties = Valid(
                json,
                "properties",
                m => m.ValueKind is JsonValueKind.Object or JsonValueKind.Null
                    ? ConnectionSnapshot.KnownProperties(json)
                    : throw Odd("properties")
            ),
            LeftOut = Valid(json, "leftOut", _ => ConnectionSnapshot.LeftOut(json)),
            Provenance = new Dictionary<string, string>
            {
                [nameof(QlikDataConnection.Id)] = Text(provenance, "id") ?? "",
                [nameof(QlikDataConnection.SpaceId)] = Text(provenance, "spaceId") ?? "",
                [nameof(QlikDataConnection.OwnerId)] = Text(provenance, "ownerId") ?? "",
                [nameof(QlikDataConnection.CredentialId)] = Text(provenance, "credentialId") ?? "",
            },
            HasLogin = !string.IsNullOrEmpty(userName) || (Text(provenance, "credentialId") is not null && !separate),
        };
    }

    /// <summary>The name of a connection that cannot be used otherwise; null if it has none that can be read.</summary>
    public static string? NameOf(JsonElement json)
    {
        try
        {
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty("name", out _) ? Text(json, "name") : null;
        }
        catch (Exception exception) when (RecoveryLine.IsDamage(exception))
        {
            return null;
        }
    }

    /// <summary>A misspelled member must not change a connection in silence.</summary>
    private static void RequireMembers(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new DamagedLineException(Strings.ImportNoObject);
        }

        if (RepeatedMember.Of(json) is { } twice)
        {
            throw new DamagedLineException(QlikFailure.Message(nameof(Strings.RecoveryNameTwice), twice));
        }

        if (Members.FirstOrDefault(m => !json.TryGetProperty(m, out _)) is { } missing)
        {
            throw new DamagedLineException(QlikFailure.Message(nameof(Strings.ImportMissingMember), missing));
        }

        foreach (var member in json.EnumerateObject().Where(m => m.Name != Asterisks && !Members.Contains(m.Name)))
        {
            throw new DamagedLineException(QlikFailure.Message(nameof(Strings.ImportUnknownMember), member.Name));
        }
    }

    private static string? Text(JsonElement json, string member) => Short(Valid(json, member, m => m.GetString()), member);

    private static string? Short(string? text, string member) =>
        text?.Length > LongestText
            ? throw new DamagedLineException(QlikFailure.Message(nameof(Strings.ImportMemberLong), member, LongestText))
            : text;

    private static IReadOnlyList<string> Texts(JsonElement json, string member)
    {
        var texts = Valid(json, member, TextsOf);
        foreach (var text in texts)
        {
            _ = Short(text, member);
        }

        return texts;
    }

    private static IReadOnlyList<string> TextsOf(JsonElement json) =>
        [.. json.EnumerateArray().Select(t => t.GetString() ?? throw new DamagedLineException(Strings.RecoveryMemberInvalid))];

    /// <summary>A value of a member; what is wrong with it is said with its name.</summary>
    private static T Valid<T>(JsonElement json, string member, Func<JsonElement, T> read)
    {
        try
        {
            return read(json.GetProperty(member));
        }
        catch (Exception exception) when (RecoveryLine.IsDamage(exception))
        {
            throw Odd(member);
        }
    }

    private static DamagedLineException Odd(string member) =>
        new(QlikFailure.Message(nameof(Strings.ImportMemberInvalid), member));

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
