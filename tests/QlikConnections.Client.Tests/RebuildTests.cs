using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Tests;

/// <summary>What a rebuild costs, and what it needs.</summary>
public sealed class RebuildTests : OnRebuild
{
    [Fact]
    public async Task Run_ReplacesTheConnectionWithFourRequests()
    {
        var client = await ConnectAsync();
        var before = await SubjectAsync(client);
        var definition = await DefineAsync(client, before);
        Host.Sandbox.ClearJournal();

        var outcome = await Rebuild(client, before).RunAsync(definition, Stop);

        Assert.Equal(["POST", "GET", "DELETE", "PATCH"], Host.Sandbox.Requests.Select(r => r.Method));
        Assert.Empty(outcome.Warnings);
        var now = await OnlyAsync(client);
        Assert.Equal(
            (outcome.Connection.Id, "File_GoogleCloudStorageConnector", before.SpaceId, before.OwnerId),
            (now.Id, now.DataSourceId, now.SpaceId, now.OwnerId)
        );
        Assert.NotEqual(before.Id, now.Id);
        Assert.Equal(["mine"], RebuildDefinition.OwnTags(now));
        Assert.Equal(QlikRecoveryState.Rebuilt, Assert.Single(RecoveryFile.Read(_journal.Path).Entries).State);
    }

    [Fact]
    public async Task Define_WithoutTheSecrets_SendsNothing()
    {
        var client = await ConnectAsync();
        var before = await SubjectAsync(client);

        var failure = await Assert.ThrowsAsync<QlikException>(() => RebuildDefinition.OfAsync(
            client, before, before.DataSourceId!, new Dictionary<string, object?> { ["region"] = "eu-north-1" }, null, Stop));

        Assert.Equal("QlikSecretsNeeded", failure.ErrorId);
        Assert.Contains("secretKey", failure.Message);
    }

    [Theory]
    [InlineData("File_AmazonS3ConnectorV2", "File_GoogleCloudStorageConnector", true)]
    [InlineData("File_AmazonS3ConnectorV2", "AmazonS3ConnectorV2", false)]
    [InlineData("File_AmazonS3ConnectorV2", "mssql", false)]
    [InlineData("mssql", "snowflake", true)]
    [InlineData("mssql", "nosuch", null)]
    public async Task IsSameKind_ComparesWhatTheSourcesCanDo(string before, string after, bool? same)
    {
        var client = await ConnectAsync();

        Assert.Equal(same, RebuildDefinition.IsSameKind(await client.DataSources.ListAsync(true, false, Stop), before, after));
    }
}
