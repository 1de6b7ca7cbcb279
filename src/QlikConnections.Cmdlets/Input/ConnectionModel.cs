using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>What a new connection copies from an existing one. Secrets are not included, because no server returns them.</summary>
internal sealed class ConnectionModel
{
    private readonly QlikDataConnection _connection;

    private ConnectionModel(QlikDataConnection connection) => _connection = connection;

    public string Name => _connection.Name;

    public string? DataSourceId => _connection.DataSourceId;

    public IReadOnlyDictionary<string, object?>? Properties => _connection.Properties;

    /// <summary>Null if the properties describe the connection. They are missing if it was exported without them.</summary>
    public string? ConnectionString => DataSourceId is null || Properties is null ? _connection.ConnectionString : null;

    public string? Type => _connection.Type;

    public string[] Tags => [.. _connection.Tags];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> CustomProperties => _connection.CustomProperties;

    public QlikArchitecture? Architecture => _connection.Architecture;

    public QlikLogOn? LogOn => _connection.LogOn;

    public bool SeparateCredentials => _connection.SeparateCredentials && Properties?.ContainsKey(CredentialProperty.Separate) != true;

    /// <summary>By name, which can also exist in another tenant; null on client-managed sites.</summary>
    public SpaceIdentity? Space => (_connection.SpaceName ?? _connection.SpaceId) is { } space ? new SpaceIdentity(space) : null;

    /// <summary>The model of a connection; values that its object lacks are read.</summary>
    public static async Task<ConnectionModel> ReadAsync(QlikDataConnection connection, CancellationToken cancellationToken)
    {
        var isWhole = connection.DataSourceId is null ? connection.ConnectionString is not null : connection.Properties is not null;
        return new ConnectionModel(isWhole || connection.Session is not { } home
            ? connection
            : await SessionCmdlet.ClientOf(home).GetAsync(connection.Id, detailed: true, cancellationToken).ConfigureAwait(false));
    }
}
