using System.Diagnostics;
using System.Text.Json.Nodes;

namespace QlikConnections.Client.Repository;

/// <summary>From the repository's entities to the model.</summary>
internal static class RepositoryMapping
{
    /// <summary>The model of a connection.</summary>
    public static QlikDataConnection ToConnection(this JsonObject entity, QlikSession session)
    {
        var owner = entity["owner"] as JsonObject;
        return new QlikDataConnection
        {
            Id = Guid.TryParse(entity.Text("id"), out var id) ? id : Guid.Empty,
            Name = entity.Text("name") ?? "",
            Type = entity.Text("type"),
            ConnectionString = entity.Text("connectionstring"),
            OwnerId = owner?.Text("id"),
            OwnerName = owner is null ? null : owner.Text("name") is { Length: > 0 } name ? name : Subject(owner),
            Tags = entity.Objects("tags").Select(t => t.Text("name") ?? "").ToArray(),
            CustomProperties = entity.Objects("customProperties")
                .GroupBy(p => (p["definition"] as JsonObject)?.Text("name") ?? "", StringComparer.OrdinalIgnoreCase)
                .ToDictionary(
                    g => g.Key,
                    g => (IReadOnlyList<string>)g.Select(p => p.Text("value") ?? "").ToArray(),
                    StringComparer.OrdinalIgnoreCase
                ),
            UserName = entity.Text("username") is { Length: > 0 } user ? user : null,
            Architecture = entity.Number("architecture") switch
            {
                1 => QlikArchitecture.X86,
                2 => QlikArchitecture.X64,
                _ => QlikArchitecture.Undefined,
            },
            LogOn = entity.Number("logOn") == 1 ? QlikLogOn.CurrentUser : QlikLogOn.ServiceUser,
            Privileges = (entity["privileges"] as JsonArray ?? []).Select(p => p?.ToString() ?? "").ToArray(),
            Created = entity.Time("createdDate"),
            Modified = entity.Time("modifiedDate"),
            ModifiedBy = entity.Text("modifiedByUserName"),
            Session = session,
            ReadAt = Stopwatch.GetTimestamp(),
            Entity = OriginalEntity.Of(entity),
        };
    }

    /// <summary>The model of a user.</summary>
    public static QlikUser ToUser(this JsonObject entity, QlikSession session) =>
        new()
        {
            Id = entity.Text("id") ?? "",
            Name = entity.Text("name") is { Length: > 0 } name ? name : Subject(entity),
            Subject = Subject(entity),
            Status =
                entity.Says("blacklisted") ? "blacklisted"
                : entity.Says("removedExternally") || entity.Says("inactive") ? "inactive"
                : "active",
            Roles = (entity["roles"] as JsonArray ?? []).Select(r => r?.ToString() ?? "").ToArray(),
            Session = session,
        };

    private static bool Says(this JsonObject entity, string name) =>
        entity[name] is JsonValue value && value.TryGetValue(out bool flag) && flag;

    /// <summary><c>DIR\user</c>, the form that users know.</summary>
    private static string Subject(JsonObject user) => $@"{user.Text("userDirectory")}\{user.Text("userId")}";
}
