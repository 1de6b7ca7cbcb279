using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Recovery;

/// <summary>A connection as one line of a recovery file, without secrets, and back.</summary>
public static class ConnectionSnapshot
{
    /// <summary>The entry in <see cref="LeftOut"/> for a connect statement that contained a secret.</summary>
    public const string Statement = "ConnectionString";

    /// <summary>The member that names what has asterisks in its own text, which elsewhere stand for a secret.</summary>
    private const string Asterisks = "asterisks";

    /// <summary>The connection as JSON.</summary>
    public static JsonObject ToJson(QlikDataConnection connection)
    {
        var leftOut = new List<string>();
        var properties = connection.Properties is null ? null : Properties(connection.Properties, leftOut);
        var statement = Stored(connection, leftOut);
        if (statement is { HasGap: true })
        {
            leftOut.Insert(0, Statement);
        }

        var asterisks = HasAsterisks(connection.Properties).Where(n => properties!.ContainsKey(n)).ToList();
        if (statement is { HasAsterisks: true })
        {
            asterisks.Insert(0, Statement);
        }

        var line = new JsonObject
        {
            ["record"] = "connection",
            ["id"] = connection.Id.ToString("D"),
            ["name"] = connection.Name,
            ["spaceId"] = connection.SpaceId,
            ["spaceName"] = connection.SpaceName,
            ["ownerId"] = connection.OwnerId,
            ["ownerName"] = connection.OwnerName,
            ["dataSourceId"] = connection.DataSourceId,
            ["type"] = connection.Type,
            ["connectionString"] = statement?.ToJson(),
            ["properties"] = properties,
            ["leftOut"] = Texts(leftOut),
            ["tags"] = Texts(connection.Tags),
            ["customProperties"] = new JsonObject(
                connection.CustomProperties.Select(p => new KeyValuePair<string, JsonNode?>(p.Key, Texts(p.Value)))
            ),
            ["credentialId"] = connection.CredentialId?.ToString("D"),
            ["separateCredentials"] = connection.SeparateCredentials,
            ["userName"] = connection.UserName,
            ["logOn"] = connection.LogOn.ToString(),
            ["architecture"] = connection.Architecture.ToString(),
            ["created"] = Time(connection.Created),
            ["modified"] = Time(connection.Modified),
        };
        if (asterisks.Count > 0)
        {
            line[Asterisks] = Texts(asterisks);
        }

        return line;
    }

    /// <summary>The connection of a JSON line. It belongs to no session.</summary>
    /// <exception cref="FormatException">It is not what <see cref="ToJson"/> writes.</exception>
    public static QlikDataConnection FromJson(JsonElement json) =>
        new()
        {
            Id = json.GetProperty("id").GetGuid(),
            Name = json.GetProperty("name").GetString() ?? throw new DamagedLineException(Strings.RecoveryMemberInvalid),
            SpaceId = Text(json, "spaceId"),
            SpaceName = Text(json, "spaceName"),
            OwnerId = Text(json, "ownerId"),
            OwnerName = Text(json, "ownerName"),
            DataSourceId = Text(json, "dataSourceId"),
            Type = Text(json, "type"),
            ConnectionString = StatementOf(json)?.Text,
            Properties = KnownProperties(json),
            Tags = Texts(json.GetProperty("tags")),
            CustomProperties = json.GetProperty("customProperties")
                .EnumerateObject()
                .ToDictionary(p => p.Name, p => Texts(p.Value), StringComparer.OrdinalIgnoreCase),
            CredentialId = json.GetProperty("credentialId") is { ValueKind: JsonValueKind.String } credential ? credential.GetGuid() : null,
            SeparateCredentials = json.GetProperty("separateCredentials").GetBoolean(),
            UserName = Text(json, "userName"),
            LogOn = Named<QlikLogOn>(Text(json, "logOn")),
            Architecture = Named<QlikArchitecture>(Text(json, "architecture")),
            Created = json.GetProperty("created") is { ValueKind: JsonValueKind.String } created ? created.GetDateTimeOffset() : null,
            Modified = json.GetProperty("modified") is { ValueKind: JsonValueKind.String } modified ? modified.GetDateTimeOffset() : null,
        };

    /// <summary>The connect statement of a connection with gaps in place of secrets; null if there is none.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="leftOut">The properties whose values must not be in the statement either.</param>
    internal static StoredStatement? Stored(QlikDataConnection connection, IEnumerable<string> leftOut) =>
        connection.ConnectionString is { } text
            ? StoredStatement.Of(text, leftOut.SelectMany(name => PropertySecrets.Texts(connection.Properties![name])))
            : null;

    /// <summary>The connect statement with gaps in place of secrets; null if there is none.</summary>
    /// <exception cref="FormatException">It is not what <see cref="ToJson"/> writes.</exception>
    internal static StoredStatement? StatementOf(JsonElement json) =>
        StoredStatement.FromJson(json.GetProperty("connectionString"), OwnAsterisks(json).Contains(Statement));

    /// <summary>What was left out of the connection: what the file says, and what has asterisks instead of a value.</summary>
    public static IReadOnlyList<string> LeftOut(JsonElement json)
    {
        var leftOut = Texts(json.GetProperty("leftOut")).ToList();
        if (StatementOf(json) is { HasGap: true } && !leftOut.Contains(Statement))
        {
            leftOut.Insert(0, Statement);
        }

        return PropertiesOf(json) is { } properties ? [.. leftOut.Union(Replaced(json, properties))] : leftOut;
    }

    /// <summary>The properties without those whose value was left out; null if the connection was stored without properties.</summary>
    public static IReadOnlyDictionary<string, object?>? KnownProperties(JsonElement json) =>
        PropertiesOf(json) is { } properties && Replaced(json, properties) is var replaced
            ? properties.Where(p => !replaced.Contains(p.Key)).ToDictionary(p => p.Key, p => p.Value, StringComparer.OrdinalIgnoreCase)
            : null;

    private static IReadOnlyDictionary<string, object?>? PropertiesOf(JsonElement json) =>
        json.GetProperty("properties") is { ValueKind: JsonValueKind.Object } properties
            ? properties.EnumerateObject().Select(p => new KeyValuePair<string, JsonElement>(p.Name, p.Value)).ToProperties()
            : null;

    private static IReadOnlyCollection<string> Replaced(JsonElement json, IReadOnlyDictionary<string, object?> properties) =>
        [.. HasAsterisks(properties).Except(OwnAsterisks(json))];

    private static IEnumerable<string> HasAsterisks(IReadOnlyDictionary<string, object?>? properties) =>
        (properties ?? new Dictionary<string, object?>())
            .Where(p => PropertySecrets.Texts(p.Value).Any(t => t.Contains(ConnectStatement.Hidden))).Select(p => p.Key);

    private static IReadOnlyList<string> OwnAsterisks(JsonElement json) =>
        json.TryGetProperty(Asterisks, out var asterisks) ? Texts(asterisks) : [];

    /// <summary>A value of an enumeration, by its name.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static T Named<T>(string? text)
        where T : struct => Enum.GetNames(typeof(T)).Contains(text, StringComparer.Ordinal) && Enum.TryParse<T>(text, out var value)
            ? value
            : throw new DamagedLineException(Strings.RecoveryMemberInvalid);

    private static JsonObject Properties(IReadOnlyDictionary<string, object?> properties, List<string> leftOut)
    {
        var kept = new JsonObject();
        foreach (var property in properties)
        {
            if (PropertySecrets.Holds(property.Key, property.Value))
            {
                leftOut.Add(property.Key);
            }
            else
            {
                kept[property.Key] = Node(property.Value);
            }
        }

        return kept;
    }

    /// <summary>A value of a property as JSON.</summary>
    public static JsonNode? Node(object? value) =>
        value switch
        {
            null => null,
            string text => JsonValue.Create(text),
            bool flag => JsonValue.Create(flag),
            long number => JsonValue.Create(number),
            double number => JsonValue.Create(number),
            IReadOnlyDictionary<string, object?> table => new JsonObject(
                table.Select(p => new KeyValuePair<string, JsonNode?>(p.Key, Node(p.Value)))
            ),
            IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(Node)]),
            _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
        };

    private static string? Time(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode?)JsonValue.Create(t))]);

    private static IReadOnlyList<string> Texts(JsonElement json) => [.. json.EnumerateArray().Select(t => t.GetString() ?? "")];
}
