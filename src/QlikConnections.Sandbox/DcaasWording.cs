namespace QlikConnections.Sandbox;

/// <summary>How the dcaas endpoints word their answers: their tutorial and their reference disagree (fact sheet 13.1 rows 5 and
/// 13).</summary>
public enum DcaasWording
{
    /// <summary>As the tutorial's samples: updatedAt, x-qlik-connector-provider, x-qlik-connector-version, and tags in the answer to a
    /// creation.</summary>
    Tutorial,

    /// <summary>As the reference: updateAt, connectorProvider, connectorVersion.</summary>
    Reference,
}
