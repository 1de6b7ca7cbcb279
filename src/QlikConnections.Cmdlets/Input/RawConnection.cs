using System.Management.Automation;
using System.Text.Json;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Reads a connection in the form of the APIs and older tools: an entity of a client-managed site, or a connection of Qlik Cloud in the
/// current or the dcaas form. Enumerations can be numbers or text, and a list of one can be its element.
/// </summary>
internal static class RawConnection
{
    private static readonly string[] SignsOfSite = ["schemaPath", "engineObjectId", "modifiedByUserName", "username"];

    /// <summary>What the server says itself, or what is read here.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "id",
        "name",
        "connectionstring",
        "type",
        "logOn",
        "architecture",
        "tags",
        "customProperties",
        "owner",
        "createdDate",
        "modifiedDate",
        "modifiedByUserName",
        "engineObjectId",
        "privileges",
        "schemaPath",
        "qID",
        "qEngineObjectID",
        "qName",
        "qType",
        "qConnectStatement",
        "datasourceID",
        "connectionProperties",
        "space",
        "tenant",
        "created",
        "createdAt",
        "updated",
        "updatedAt",
        "updateAt",
        "version",
        "links",
        "qri",
        "qArchitecture",
        "qLogOn",
        "qSeparateCredentials",
        "connectionId",
        "connectionName",
        "spaceId",
        "tenantId",
    };

    /// <summary>What identifies the login and the owner, which a copy does not take over.</summary>
    private static readonly HashSet<string> OfUsers = new(StringComparer.OrdinalIgnoreCase)
    {
        "user",
        "username",
        "password",
        "qCredentialsID",
        "qCredentialsName",
        "qReferenceKey",
    };

    /// <summary>Whether a row is a whole connection as an API returned it: its members are not columns that somebody wrote.</summary>
    public static bool IsWhole(PSObject row) =>
        (Text(row, "qID") is not null && Text(row, "qConnectStatement") is not null) || Text(row, "schemaPath") == "DataConnection";

    /// <summary>Whether the APIs have a member of that name.</summary>
    public static bool IsMember(string name) => Known.Contains(name) || OfUsers.Contains(name);

    /// <summary>The connection; null when the row is not a connection.</summary>
    public static QlikDataConnection? Read(PSObject row)
    {
        if (Text(row, "qType") is not null || Text(row, "qConnectStatement") is not null)
        {
            return new QlikDataConnection
            {
                Name = Text(row, "qName") ?? "",
                Type = Text(row, "qType"),
                DataSourceId = Text(row, "datasourceID"),
                SpaceId = Text(row, "space"),
                ConnectionString = Text(row, "qConnectStatement"),
                Properties = Properties(row),
                Tags = Tags(row),
                SeparateCredentials = bool.TryParse(Text(row, "qSeparateCredentials"), out var separate) && separate,
                Architecture = Text(row, "qArchitecture") == "1" ? QlikArchitecture.X86 : QlikArchitecture.X64,
                LogOn = LogOn(Text(row, "qLogOn")),
                Entity = Unused(row),
            };
        }

        if (Text(row, "connectionName") is { } name && Properties(row) is { } properties)
        {
            return new QlikDataConnection
            {
                Name = name,
                DataSourceId = Text(row, "dataSourceId"),
                SpaceId = Text(row, "spaceId"),
                Properties = properties,
                Tags = Tags(row),
                Entity = Unused(row),
            };
        }

        return
            Text(row, "connectionstring") is not { } statement
            || Text(row, "type") is not { } type
            || row.Properties["DataSourceId"] is not null
            || !Array.Exists(SignsOfSite, s => row.Properties[s] is not null)
            ? null
            : new QlikDataConnection
            {
                Name = Text(row, "name") ?? "",
                Type = type,
                ConnectionString = statement,
                Tags = Tags(row),
                CustomProperties = Custom(row),
                Architecture = Text(row, "architecture")?.ToUpperInvariant() switch
                {
                    "1" or "X86" => QlikArchitecture.X86,
                    "2" or "X64" => QlikArchitecture.X64,
                    _ => QlikArchitecture.Undefined,
                },
                LogOn = LogOn(Text(row, "logOn")),
                Entity = Unused(row),
            };
    }

    /// <summary>The members with values that are not copied, such as a login: secrets are passed with -Credential.</summary>
    private static UnusedMembers Unused(PSObject row) =>
        new([.. row.Properties.Where(p => !Known.Contains(p.Name) && Text(row, p.Name) is not null).Select(p => p.Name)]);

    private static QlikLogOn LogOn(string? text) =>
        text is "1" || text?.Replace("_", "").EndsWith("CurrentUser", StringComparison.OrdinalIgnoreCase) == true
            ? QlikLogOn.CurrentUser
            : QlikLogOn.ServiceUser;

    private static string[] Tags(PSObject row) => [.. Items(row, "tags").Select(TagInputAttribute.Name).Where(t => t.Length > 0)];

    private static Dictionary<string, IReadOnlyList<string>> Custom(PSObject row) =>
        Items(row, "customProperties")
            .OfType<PSObject>()
            .Select(p =>
                (Name: p.Properties["definition"]?.Value is PSObject definition ? Text(definition, "name") : null, Value: Text(p, "value"))
            )
            .Where(p => p.Name is not null && p.Value is not null)
            .GroupBy(p => p.Name!, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(p => p.Value!)], StringComparer.OrdinalIgnoreCase);

    private static IReadOnlyDictionary<string, object?>? Properties(PSObject row)
    {
        var value = row.Properties["connectionProperties"]?.Value;
        return (value is PSObject { BaseObject: string inner } ? inner : value) switch
        {
            null => null,
            string text when string.IsNullOrWhiteSpace(text) => null,
            string text => Parse(text),
            var table => PropertyTable.Value(table) as IReadOnlyDictionary<string, object?>,
        };
    }

    /// <summary>Published samples contain the properties as JSON in a string.</summary>
    private static IReadOnlyDictionary<string, object?> Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ToValue() as IReadOnlyDictionary<string, object?> ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new ArgumentTransformationMetadataException(
                QlikFailure.Message(nameof(Strings.QlikInputInvalid), Strings.InputTableText)
            );
        }
    }

    private static IEnumerable<object> Items(PSObject row, string name)
    {
        var value = row.Properties[name]?.Value;
        var bare = value is PSObject { BaseObject: object[] list } ? list : value;
        return bare switch
        {
            null => [],
            string text when string.IsNullOrWhiteSpace(text) => [],
            object[] many => many.Where(m => m is not null),
            var one => [one],
        };
    }

    private static string? Text(PSObject row, string name) => ConnectionReference.Property(row, name);
}
