namespace QlikConnections.Client;

/// <summary>Properties that steer how credentials and gateways are linked, where a data source takes them (fact sheet 2.4).</summary>
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
