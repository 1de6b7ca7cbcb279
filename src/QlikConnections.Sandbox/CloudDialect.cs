namespace QlikConnections.Sandbox;

/// <summary>Of which time a tenant's API is (fact sheet 2.12).</summary>
public enum CloudDialect
{
    /// <summary>Of November 2026.</summary>
    Current,

    /// <summary>
    /// Of the autumn of 2024, as the tutorials of that time describe it: a PATCH comes as {"patchData": […]} and reaches name, space,
    /// connect statement and credential id only, and there is no connectivity namespace.
    /// </summary>
    Legacy,
}
