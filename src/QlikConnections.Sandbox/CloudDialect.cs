namespace QlikConnections.Sandbox;

/// <summary>The version of a tenant's API [cloud 2.12].</summary>
public enum CloudDialect
{
    /// <summary>Of November 2026.</summary>
    Current,

    /// <summary>
    /// Of the autumn of 2024, as the tutorials of that time describe it: a PATCH is {"patchData": […]} and can change only name, space,
    /// connect statement and credential id, and there is no connectivity namespace.
    /// </summary>
    Legacy,
}
