using System.Diagnostics;
using System.Text.Json;
using QlikConnections.Client.Cloud.Wire;

namespace QlikConnections.Client.Cloud;

/// <summary>From the wire to the model.</summary>
internal static class ConnectionMapping
{
    /// <summary>The model of a wire object; null when its id is not a UUID.</summary>
    public static QlikDataConnection? ToModel(
        this ConnectionWire wire, QlikSession session, IReadOnlyDictionary<string, string>? spaces, IReadOnlyDictionary<string, QlikUser>? users) =>
        wire.Id is not { } id ? null : new QlikDataConnection
        {
            Id = id,
            Name = wire.Name ?? "",
            Type = wire.Type,
            DataSourceId = wire.DataSourceId,
            SpaceId = string.IsNullOrEmpty(wire.Space) ? null : wire.Space,
            SpaceName = string.IsNullOrEmpty(wire.Space) ? Strings.PersonalSpaceName : Find(spaces, wire.Space),
            OwnerId = wire.User,
            OwnerName = Find(users, wire.User)?.Name,
            Tags = wire.Tags ?? [],
            ConnectionString = wire.ConnectStatement,
            CredentialId = wire.CredentialsId,
            SeparateCredentials = wire.SeparateCredentials ?? false,
            Properties = ToProperties(wire.ConnectionProperties),
            Architecture = wire.Architecture switch { 0 => QlikArchitecture.X64, 1 => QlikArchitecture.X86, _ => QlikArchitecture.Undefined },
            LogOn = wire.LogOn == 1 ? QlikLogOn.CurrentUser : QlikLogOn.ServiceUser,
            Privileges = wire.Privileges ?? [],
            Qri = wire.Qri,
            Created = wire.Created ?? wire.CreatedAt,
            Modified = wire.Updated,
            Session = session,
            ReadAt = Stopwatch.GetTimestamp(),
        };

    private static T? Find<T>(IReadOnlyDictionary<string, T>? table, string? id)
        where T : class => table is not null && id is not null && table.TryGetValue(id, out var found) ? found : null;

    private static Dictionary<string, object?>? ToProperties(Dictionary<string, JsonElement>? wire)
    {
        if (wire is null)
        {
            return null;
        }

        // Not ToDictionary: it throws when two names differ in case only.
        var properties = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in wire)
        {
            properties[property.Key] = ToValue(property.Value);
        }

        return properties;
    }

    /// <summary>A JSON value as a .NET value.</summary>
    public static object? ToValue(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        // A number that does not fit into a type here remains text.
        JsonValueKind.Number => element.TryGetInt64(out var integer) ? integer
            : element.TryGetDouble(out var number) && !double.IsInfinity(number) ? number : element.GetRawText(),
        JsonValueKind.Array => element.EnumerateArray().Select(ToValue).ToArray(),
        JsonValueKind.Object => element.EnumerateObject().GroupBy(p => p.Name).ToDictionary(p => p.Key, p => ToValue(p.Last().Value)),
        _ => null,
    };
}
