using System.Globalization;
using QlikConnections.Client.Recovery;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Files;

/// <summary>
/// A connection as an export has it: everything by name, so that another server can have it, too. Ids are hints, which count only where the
/// name agrees.
/// </summary>
public sealed record class PortableConnection
{
    private static readonly Dictionary<string, object?> None = [];

    /// <summary>Where it is from: a path, or a session.</summary>
    public required string Source { get; init; }

    /// <summary>The platform that it is from.</summary>
    public required QlikPlatform Platform { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The space; null for a personal connection and on a client-managed site.</summary>
    public string? Space { get; init; }

    /// <summary>The name of the owner; null if it is not known.</summary>
    public string? Owner { get; init; }

    /// <summary>The id that the owner had; null if it is not known.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The data source; null where there is none.</summary>
    public string? DataSource { get; init; }

    /// <summary>The type of the connector.</summary>
    public string? Type { get; init; }

    /// <summary>The connector's bitness.</summary>
    public QlikArchitecture Architecture { get; init; }

    /// <summary>Whose account the connection uses.</summary>
    public QlikLogOn LogOn { get; init; }

    /// <summary>True when each user brings their own credentials.</summary>
    public bool SeparateCredentials { get; init; }

    /// <summary>The user name of the stored login, on a client-managed site.</summary>
    public string? UserName { get; init; }

    /// <summary>The tags of users, sorted.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The custom properties.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> CustomProperties { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The connect statement; null if there is none.</summary>
    public StoredStatement? Statement { get; init; }

    /// <summary>The connect statement with its secrets, of a connection that was read from a server; otherwise null.</summary>
    public string? WholeStatement { get; init; }

    /// <summary>The properties of the data source without secrets; null if they were not read.</summary>
    public IReadOnlyDictionary<string, object?>? Properties { get; init; }

    /// <summary>What had a secret: <see cref="ConnectionSnapshot.Statement"/>, and names of properties.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>True if the connection has a stored login, which no file contains.</summary>
    public bool HasLogin { get; init; }

    /// <summary>What another server cannot have, by the names of a connection: ids, times, the service's own tags.</summary>
    public IReadOnlyDictionary<string, string> Provenance { get; init; } = new Dictionary<string, string>();

    /// <summary>True for a connection of a client-managed site that became one of a tenant.</summary>
    internal bool IsMigrated => Platform == QlikPlatform.Repository && DataSource is not null;

    /// <summary>The connection itself, if the server is to copy it; otherwise null.</summary>
    public QlikDataConnection? Original { get; init; }

    /// <summary>The members that are to be made like here, as <see cref="MemberDifference.Member"/> names them; null for all.</summary>
    public IReadOnlyCollection<string>? Only { get; init; }

    /// <summary>The name, with the space.</summary>
    public string Label => Space is null ? Name : QlikFailure.Message(nameof(Strings.TargetInSpace), Name, Space);

    /// <summary>A connection that was read from a server.</summary>
    public static PortableConnection Of(QlikDataConnection connection)
    {
        var platform = connection.Session?.Platform
            ?? (connection.DataSourceId is null ? QlikPlatform.Repository : QlikPlatform.Cloud);
        string[] secrets = [.. (connection.Properties ?? None).Where(p => PropertySecrets.Holds(p.Key, p.Value)).Select(p => p.Key)];
        var stored = ConnectionSnapshot.Stored(connection, secrets);
        return new PortableConnection
        {
            Source = connection.Session?.Name ?? connection.Name,
            Platform = platform,
            Name = connection.Name,
            Space = ExportKey.SpaceOf(connection),
            Owner = connection.OwnerName,
            OwnerId = connection.OwnerId,
            DataSource = connection.DataSourceId,
            Type = connection.Type,
            Architecture = connection.Architecture,
            LogOn = connection.LogOn,
            SeparateCredentials = connection.SeparateCredentials,
            UserName = connection.UserName,
            Tags = [.. TagList.WithoutService(connection.Tags).OrderBy(t => t, StringComparer.Ordinal)],
            CustomProperties = connection.CustomProperties,
            Statement = stored,
            WholeStatement = connection.ConnectionString,
            Properties = connection.Properties,
            Provenance = ProvenanceOf(connection),
            LeftOut = stored is { HasGap: true } ? [ConnectionSnapshot.Statement, .. secrets] : secrets,
            HasLogin = !string.IsNullOrEmpty(connection.UserName)
                || (connection.CredentialId is not null && !connection.SeparateCredentials),
        };
    }

    private static Dictionary<string, string> ProvenanceOf(QlikDataConnection connection) => new(StringComparer.Ordinal)
    {
        [nameof(QlikDataConnection.Id)] = connection.Id.ToString("D"),
        [nameof(QlikDataConnection.SpaceId)] = connection.SpaceId ?? "",
        [nameof(QlikDataConnection.OwnerId)] = connection.OwnerId ?? "",
        [nameof(QlikDataConnection.CredentialId)] = connection.CredentialId?.ToString("D") ?? "",
        [nameof(QlikDataConnection.Created)] = Time(connection.Created),
        [nameof(QlikDataConnection.Modified)] = Time(connection.Modified),
        ["ServiceTags"] = string.Join(
            ", ",
            connection.Tags.Except(TagList.WithoutService(connection.Tags)).OrderBy(t => t, StringComparer.Ordinal)
        ),
    };

    private static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Returns the label: a record would show everything.</summary>
    public override string ToString() => Label;
}
