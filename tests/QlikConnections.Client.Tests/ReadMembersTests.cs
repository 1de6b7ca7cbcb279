namespace QlikConnections.Client.Tests;

/// <summary>What a tenant says comes out under our names: the members that only some connections and sources have.</summary>
public sealed class ReadMembersTests : OnSandbox
{
    [Fact]
    public async Task Connection_HasItsTimesSharingAndResourceId()
    {
        var id = Guid.NewGuid();
        await using var server = await PlainServer.StartSignedInAsync(context =>
            PlainServer.JsonAsync(
                context,
                context.Request.Path.Value!.EndsWith("/spaces", StringComparison.Ordinal)
                    ? """{"data":[]}"""
                    : $$"""
                    {"qID":"{{id:D}}","qName":"x","qSeparateCredentials":true,"qri":"qri:file:s3://abc","created":"2023-08-10T10:49:56.914Z","updated":"2024-01-02T03:04:05.6Z",
                     "space":"64f0c1d2aa01bc3344de5566","privileges":["read","change_space"],"qConnectStatement":"CUSTOM CONNECT TO \"x\"","tags":["a"]}
                    """
            )
        );
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key");

        var read = await client.GetAsync(id, detailed: false, Stop);

        Assert.Equal(
            (true, "qri:file:s3://abc", "64f0c1d2aa01bc3344de5566", "CUSTOM CONNECT TO \"x\""),
            (read.SeparateCredentials, read.Qri, read.SpaceId, read.ConnectionString)
        );
        Assert.Equal(new DateTimeOffset(2023, 8, 10, 10, 49, 56, 914, TimeSpan.Zero), read.Created);
        Assert.Equal(new DateTimeOffset(2024, 1, 2, 3, 4, 5, 600, TimeSpan.Zero), read.Modified);
        Assert.Equal(["read", "change_space"], read.Privileges);
    }

    [Fact]
    public async Task DataSource_HasItsProviderAndState()
    {
        await using var server = await PlainServer.StartSignedInAsync(context =>
            PlainServer.JsonAsync(
                context,
                """{"dataSources":[{"dataSourceId":"x","name":"X","provider":"P.exe","providerName":"Provider","capabilities":["db"],"dataSourceType":"db","disabled":true},{"dataSourceId":"y","name":"Y","capabilities":null}]}"""
            )
        );
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key");

        var sources = await client.DataSources.ListAsync(includeDisabled: false, refresh: false, Stop);

        Assert.Equal(
            [("x", "X", "P.exe", "Provider", "db", true), ("y", "Y", null, null, null, false)],
            sources.Select(s => (s.Id, s.Name, s.Provider, s.ProviderName, s.Type, s.IsDisabled))
        );
        Assert.Equal([1, 0], sources.Select(s => s.Capabilities.Count));
    }

    /// <summary>The list of the tutorial "Create data connections".</summary>
    [Fact]
    public async Task TutorialsDataSources_AreAmongThoseOfTheTenant()
    {
        string[] ids =
        [
            "mssql", "gbq", "File_AmazonS3Connector", "File_AmazonS3ConnectorV2", "AmazonS3Connector", "AmazonS3ConnectorV2",
            "File_GoogleCloudStorageConnector", "GoogleCloudStorageConnector",
        ];
        var client = await ConnectAsync();

        var sources = await client.DataSources.ListAsync(includeDisabled: true, refresh: false, Stop);

        Assert.Empty(ids.Except(sources.Select(s => s.Id)));
        Assert.True(sources.Count > ids.Length);
    }

    [Fact]
    public async Task SpecificationProperty_NamedLikeASecret_IsOne()
    {
        await using var server = await PlainServer.StartSignedInAsync(context =>
            PlainServer.JsonAsync(
                context,
                """{"connectionProperties":{"properties":{"token":{},"authCode":{},"privateKey":{"type":"array"},"password":{},"host":{},"publicKey":{}}}}"""
            )
        );
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key");

        var specification = await client.DataSources.SpecificationAsync("x", Stop);

        Assert.Equal(["token", "authCode", "privateKey", "password"], specification.Properties.Where(p => p.IsSecret).Select(p => p.Name));
    }

    [Fact]
    public async Task DcaasResponse_HasCredentialAndTags_AlsoWhenTheConnectionCannotBeReadBack()
    {
        await using var server = await PlainServer.StartSignedInAsync(context =>
            context.Request.Method == "POST"
                ? PlainServer.JsonAsync(
                    context,
                    """{"connectionId":"44054965-a970-458b-8c82-1fbf2934f87a","connectionName":"x","dataSourceId":"rest","spaceId":"641c53f71ecb12d7c450f687","credentialsId":"d24799e4-e872-432b-8c5d-b9012afc6ff7","tags":["a","b"]}""",
                    201
                )
                : PlainServer.JsonAsync(context, "{}", 403)
        );
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key", dialect: QlikDialect.Legacy);

        var made = await client.CreateAsync(Definition("x"), Stop);

        Assert.Equal((Guid.Parse("d24799e4-e872-432b-8c5d-b9012afc6ff7"), "641c53f71ecb12d7c450f687"), (made.CredentialId, made.SpaceId));
        Assert.Equal(["a", "b"], made.Tags);
    }
}
