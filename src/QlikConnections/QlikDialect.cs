namespace QlikConnections;

/// <summary>
/// The age of the Qlik Cloud API that a tenant is spoken to in (docs/reference/qlik-cloud-api.md, 2.12 and 6).
/// </summary>
public enum QlikDialect
{
    /// <summary>Today's: a PATCH is a bare array of operations, and connections are created under their own address.</summary>
    Current,

    /// <summary>
    /// That of the tutorials of 2023: a PATCH wraps its operations in <c>{"patchData": […]}</c>, which tenants refuse since 23 May 2025;
    /// creation, reading one connection and the properties of a data source go to the deprecated dcaas addresses.
    /// </summary>
    Legacy,
}
