using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>
/// The body of PUT [cloud 2.6]. The space is always sent: without it the connection might move to the personal space. Tags cannot be
/// sent.
/// </summary>
internal sealed record class ConnectionUpdateWire
{
    [JsonPropertyName("qID")]
    public required string Id { get; init; }

    [JsonPropertyName("qEngineObjectID")]
    public required string EngineObjectId { get; init; }

    [JsonPropertyName("qName")]
    public required string Name { get; init; }

    [JsonPropertyName("qType")]
    public string? Type { get; init; }

    [JsonPropertyName("qConnectStatement")]
    public string? ConnectStatement { get; init; }

    [JsonPropertyName("datasourceID")]
    public string? DataSourceId { get; init; }

    /// <summary>Null only for a connection that is in the personal space.</summary>
    [JsonPropertyName("space")]
    public string? Space { get; init; }

    [JsonPropertyName("qArchitecture")]
    public int? Architecture { get; init; }

    /// <summary>A word here, a number in GET [cloud 13.1 row 8].</summary>
    [JsonPropertyName("qLogOn")]
    public required string LogOn { get; init; }

    [JsonPropertyName("qCredentialsID")]
    public string? CredentialsId { get; init; }

    [JsonPropertyName("qSeparateCredentials")]
    public required bool SeparateCredentials { get; init; }

    /// <summary>Replaces the secret; empty clears it.</summary>
    [JsonPropertyName("qConnectionSecret")]
    public required string ConnectionSecret { get; init; }

    /// <summary>The connection as it is, with another secret.</summary>
    public static ConnectionUpdateWire Of(QlikDataConnection connection, string secret) => new()
    {
        Id = connection.Id.ToString("D"),
        EngineObjectId = connection.Id.ToString("D"),
        Name = connection.Name,
        Type = connection.Type,
        ConnectStatement = connection.ConnectionString,
        DataSourceId = connection.DataSourceId,
        Space = connection.SpaceId,
        Architecture = ConnectionCodes.Of(connection.Architecture),
        LogOn = ConnectionCodes.Of(connection.LogOn),
        CredentialsId = connection.CredentialId?.ToString("D"),
        SeparateCredentials = connection.SeparateCredentials,
        ConnectionSecret = secret,
    };

    /// <summary>Without the secret; replaces the generated text of the record.</summary>
    public override string ToString() => nameof(ConnectionUpdateWire);
}
