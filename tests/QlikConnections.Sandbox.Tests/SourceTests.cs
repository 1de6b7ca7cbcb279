using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

public sealed class SourceTests
{
    private const string Sources = "/api/v1/data-sources";

    [Fact]
    public async Task SourcesOfTheTutorial_AreThereAndDisabledOnesOnDemand()
    {
        await using var sandbox = await StartAsync();
        var enabled = await sandbox.GetAsync(Sources);
        Assert.Equal(16, enabled.GetProperty("dataSources").GetArrayLength());
        Assert.False(enabled.TryGetProperty("connectorNodes", out _));
        var all = await sandbox.GetAsync(Sources + "?includeDisabled=true&detail=true");
        string?[] ids = [.. all.GetProperty("dataSources").EnumerateArray().Select(source => Text(source, "dataSourceId"))];
        string[] expected =
        [
            "mssql", "gbq", "File_AmazonS3Connector", "File_AmazonS3ConnectorV2", "AmazonS3Connector", "AmazonS3ConnectorV2",
            "File_GoogleCloudStorageConnector", "GoogleCloudStorageConnector", "rest", "snowflake", "DG_mssql",
            "mysql", "databricks", "teradata", "athena", "File_FileTransferConnector", "DG_mysql",
        ];
        Assert.Equal(expected, ids);
        Assert.True(all.TryGetProperty("connectorNodes", out _));
        var one = await sandbox.GetAsync(Sources + "?dataSourceId=rest&dataSourceId=gbq");
        Assert.Equal("gbq", Text(one.GetProperty("dataSources").EnumerateArray().Single(), "dataSourceId"));
    }

    [Fact]
    public async Task Specs_ListPropertiesWithTypesAndEnums()
    {
        await using var sandbox = await StartAsync();
        var specs = await sandbox.GetAsync(Sources + "/File_AmazonS3ConnectorV2/api-specs");
        var properties = specs.GetProperty("connectionProperties").GetProperty("properties");
        Assert.Equal("us-east-1", Text(properties.GetProperty("region"), "default"));
        Assert.Contains(
            "eu-central-1",
            properties.GetProperty("region").GetProperty("enum").EnumerateArray().Select(value => value.GetString())
        );
        Assert.Equal("QvWebStorageProviderConnectorPackage.exe", Text(specs, "connectorProvider"));
        Assert.Equal("DCAAS-2001", Text((await sandbox.GetAsync(Sources + "/nope/api-specs", 404)).GetProperty("errors")[0], "code"));
    }

    [Fact]
    public async Task Gateways_BelongToGatewaySources()
    {
        await using var sandbox = await StartAsync();
        var gateways = (await sandbox.GetAsync(Sources + "/DG_mssql/gateways")).GetProperty("gateways");
        Assert.Matches("^.{32}::.{32}$", Text(gateways[0], "id"));
        await sandbox.GetAsync(Sources + "/mssql/gateways", 404);
    }

    [Fact]
    public async Task Settings_AreChangedByAdmins()
    {
        await using var sandbox = await StartAsync();
        Assert.True((await sandbox.GetAsync(Sources + "/AmazonS3Connector/settings")).GetProperty("disabled").GetBoolean());
        await sandbox.SendAsync(403, "PUT", Sources + "/rest/settings", new { disabled = true }, sandbox.Member);
        await sandbox.SendAsync(400, "PUT", Sources + "/rest/settings", new { });
        Assert.True(
            (await sandbox.SendAsync(200, "PUT", Sources + "/rest/settings", new { disabled = true })).GetProperty("disabled").GetBoolean()
        );
        await sandbox.GetAsync(Sources + "/rest/api-specs", 404);
    }
}
