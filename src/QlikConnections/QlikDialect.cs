namespace QlikConnections;

/// <summary>
/// The version of the Qlik Cloud API that is used with a tenant (docs/reference/qlik-cloud-api.md, 2.12 and 6).
/// </summary>
public enum QlikDialect
{
    /// <summary>The current one: a PATCH is a bare array of operations, and connections are created under their own address.</summary>
    Current,

    /// <summary>
    /// That of the 2023 tutorials: a PATCH wraps its operations in <c>{"patchData": […]}</c>, which tenants have rejected since 23 May
    /// 2025; creation, reading one connection and the properties of a data source use the deprecated dcaas addresses.
    /// </summary>
    Legacy,
}
