using System.Diagnostics;
using QlikConnections.Client.Cloud.Wire;

namespace QlikConnections.Client.Cloud;

/// <summary>From the wire to the model.</summary>
internal static class CloudMapping
{
    /// <summary>The model of a wire object; null when its id is not a UUID.</summary>
    public static QlikDataConnection? ToModel(
        this ConnectionWire wire,
        QlikSession session,
        IReadOnlyDictionary<string, string>? spaces,
        IReadOnlyDictionary<string, QlikUser>? users
    ) =>
        wire.Id is not { } id
            ? null
            : new QlikDataConnection
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
                Properties = wire.ConnectionProperties?.ToProperties(),
                Architecture = ConnectionCodes.Architecture(wire.Architecture),
                LogOn = ConnectionCodes.LogOn(wire.LogOn),
                Privileges = wire.Privileges ?? [],
                Qri = wire.Qri,
                Created = wire.Created ?? wire.CreatedAt,
                Modified = wire.Updated,
                Session = session,
                ReadAt = Stopwatch.GetTimestamp(),
            };

    private static T? Find<T>(IReadOnlyDictionary<string, T>? table, string? id)
        where T : class => table is not null && id is not null && table.TryGetValue(id, out var found) ? found : null;
}
