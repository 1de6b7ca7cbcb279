namespace QlikConnections.Client;

/// <summary>Properties that control how credentials and gateways are linked, if a data source has them [cloud 2.4].</summary>
public static class CredentialProperty
{
    /// <summary>Whether each user has a login of their own.</summary>
    public const string Separate = "separateCredentials";

    /// <summary>The name of a new credential set.</summary>
    public const string Name = "credentialsName";

    /// <summary>The id of an existing credential set.</summary>
    public const string Selected = "selectedCredentials";

    /// <summary>The gateway that reaches the data source.</summary>
    public const string Gateway = "gatewayInstance";

    /// <summary>The gateway of data sources for Data Integration.</summary>
    public const string Agent = "agentId";

    /// <summary>The code that an interactive sign-in returned.</summary>
    public const string AuthCode = "authCode";
}
