using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>The source-generated readers and writers of the wire types.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConnectionWire))]
[JsonSerializable(typeof(DcaasWire))]
[JsonSerializable(typeof(PageWire<ConnectionWire>), TypeInfoPropertyName = "ConnectionPage")]
[JsonSerializable(typeof(PageWire<SpaceWire>), TypeInfoPropertyName = "SpacePage")]
[JsonSerializable(typeof(PageWire<UserWire>), TypeInfoPropertyName = "UserPage")]
[JsonSerializable(typeof(UserWire))]
[JsonSerializable(typeof(UserFilterWire))]
[JsonSerializable(typeof(ConnectionUpdateWire))]
[JsonSerializable(typeof(CredentialWire))]
[JsonSerializable(typeof(CredentialUpdateWire))]
[JsonSerializable(typeof(OrphanFilterWire))]
[JsonSerializable(typeof(OrphansWire))]
[JsonSerializable(typeof(DataSourcesWire))]
[JsonSerializable(typeof(SpecificationWire))]
[JsonSerializable(typeof(GatewaysWire))]
[JsonSerializable(typeof(AuthorizationWire))]
[JsonSerializable(typeof(DataSourceSettingsWire))]
[JsonSerializable(typeof(SpaceWire))]
[JsonSerializable(typeof(SpaceCreationWire))]
[JsonSerializable(typeof(BulkRequestWire))]
[JsonSerializable(typeof(BulkResponseWire))]
[JsonSerializable(typeof(TokenRequestWire))]
[JsonSerializable(typeof(RevocationWire))]
[JsonSerializable(typeof(TokenWire))]
[JsonSerializable(typeof(OAuthClientWire))]
internal sealed partial class CloudJson : JsonSerializerContext;
