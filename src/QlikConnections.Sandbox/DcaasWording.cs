namespace QlikConnections.Sandbox;

/// <summary>The form of the responses of the dcaas endpoints: their tutorial and their reference disagree ([cloud 13.1 rows 5] and
/// 13).</summary>
public enum DcaasWording
{
    /// <summary>As the tutorial's samples: updatedAt, x-qlik-connector-provider, x-qlik-connector-version, and tags in the response to a
    /// creation.</summary>
    Tutorial,

    /// <summary>As the reference: updateAt, connectorProvider, connectorVersion.</summary>
    Reference,
}
