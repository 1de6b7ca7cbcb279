using QlikConnections.Sandbox.Tenancy;

namespace QlikConnections.Sandbox.Sources;

/// <summary>A data source with its api-specs [cloud 4 and 10].</summary>
internal sealed record DataSource
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The executable, as in qType.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider named inside the connect statement; it can differ from qType [cloud 2.2].</summary>
    public required string StatementProvider { get; init; }

    /// <summary>The statement key for the source: driver for databases, sourceType for web storage.</summary>
    public required string SourceKey { get; init; }

    public required string ConnectorVersion { get; init; }

    public required string QriPrefix { get; init; }

    public required IReadOnlyList<ApiProperty> Properties { get; init; }

    /// <summary>Secrets that its connector takes in a statement beside those of the properties.</summary>
    public IReadOnlyList<string> SecretItems { get; init; } = [];

    public IReadOnlyList<string> Gateways { get; init; } = [];

    /// <summary>Interactive sign-in is possible, so authUrlOnly has an effect.</summary>
    public bool SupportsOAuth { get; init; }

    public string ServiceTag => $"DcaasAPI:{Provider}:{ConnectorVersion}";

    public ApiProperty? Find(string property) => Properties.FirstOrDefault(known => known.Name == property);

    /// <summary>Whether an item of that name in a connect statement is a secret of this source.</summary>
    public bool IsSecretItem(string name) =>
        SecretItems.Concat(Properties.Where(known => known.Part == PropertyPart.Secret).Select(known => known.StatementKey ?? known.Name))
            .Contains(name, StringComparer.OrdinalIgnoreCase);

    public static string GatewayId(string name) => StableId.Token(32, "tenant", "acme") + "::" + StableId.Token(32, "gateway", name);
}
