namespace QlikConnections.Client;

/// <summary>Properties that control how credentials and gateways are linked, if a data source has them [cloud 2.4].</summary>
internal static class CredentialProperty
{
    public const string Separate = "separateCredentials";
    public const string Name = "credentialsName";
    public const string Selected = "selectedCredentials";
    public const string Gateway = "gatewayInstance";

    /// <summary>The gateway of data sources for Data Integration.</summary>
    public const string Agent = "agentId";

    public const string AuthCode = "authCode";
}
