using System.Net;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Data sources, their specifications and gateways, each read once per session.</summary>
public sealed class DataSourceTests : OnSandbox
{
    private const string Sources = "/api/v1/data-sources";

    [Fact]
    public async Task List_LeavesOutWhatIsSwitchedOff_UnlessAskedFor()
    {
        var client = await ConnectAsync();

        var on = await client.DataSources.ListAsync(includeDisabled: false, refresh: false, Stop);
        var all = await client.DataSources.ListAsync(includeDisabled: true, refresh: false, Stop);

        Assert.Equal(["AmazonS3Connector"], all.Where(s => s.IsDisabled).Select(s => s.Id));
        Assert.Equal(all.Where(s => !s.IsDisabled).Select(s => s.Id), on.Select(s => s.Id));
        var s3 = on.Single(s => s.Id == "File_AmazonS3ConnectorV2");
        Assert.Equal(("Amazon S3 web storage V2", "QvWebStorageProviderConnectorPackage.exe", "storage"), (s3.Name, s3.Provider, s3.Type));
        Assert.Equal(["file"], s3.Capabilities);
        Assert.Same(client.Session, s3.Session);
        Assert.Equal("File_AmazonS3ConnectorV2", $"{s3}");
    }

    [Fact]
    public async Task List_IsKept_UntilARefresh()
    {
        var client = await ConnectAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.DataSources.ListAsync(false, refresh: false, Stop)));
        Assert.Equal(1, Count("GET", Sources));

        await client.DataSources.ListAsync(false, refresh: true, Stop);
        Assert.Equal(2, Count("GET", Sources));
    }

    [Fact]
    public async Task Specification_NamesPropertiesInOrder_AndGuessesSecrets()
    {
        var client = await ConnectAsync();

        var s3 = await client.DataSources.SpecificationAsync("File_AmazonS3ConnectorV2", Stop);

        Assert.Equal(("QvWebStorageProviderConnectorPackage.exe", "4.37.1"), (s3.Provider, s3.Version));
        Assert.Equal(
            [
                "accessKey",
                "secretKey",
                "region",
                "bucketName",
                "storeSseHeader",
                "separateCredentials",
                "credentialsName",
                "selectedCredentials",
            ],
            s3.Properties.Select(p => p.Name)
        );
        Assert.Equal(["accessKey", "secretKey"], s3.Properties.Where(p => p.IsSecret).Select(p => p.Name));
        var region = s3.Find("REGION")!;
        Assert.Equal(
            ("region", "string", (object?)"us-east-1", "File_AmazonS3ConnectorV2"),
            (region.Name, region.Type, region.Default, region.DataSourceId)
        );
        Assert.Contains("eu-central-1", region.AllowedValues);
        Assert.Contains("case sensitive", region.Description, StringComparison.Ordinal);
        Assert.Equal("boolean", s3.Find("separateCredentials")!.Type);
    }

    [Fact]
    public async Task Specification_ManyAtOnce_IsReadOncePerSource()
    {
        var client = await ConnectAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => client.DataSources.SpecificationAsync(i % 2 == 0 ? "mssql" : "rest", Stop)));

        Assert.Equal((1, 1), (Count("GET", Sources + "/mssql/api-specs"), Count("GET", Sources + "/rest/api-specs")));
    }

    [Fact]
    public async Task Specification_InTheOlderSpelling_IsReadToo()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("GET", "api-specs"),
            Kind = FaultKind.Rewrite,
            Rewrite = body => body.Replace("\"connectorProvider\"", "\"x-qlik-connector-provider\"", StringComparison.Ordinal)
                .Replace("\"connectorVersion\"", "\"x-qlik-connector-version\"", StringComparison.Ordinal),
        });

        var mssql = await client.DataSources.SpecificationAsync("mssql", Stop);

        Assert.Equal(("QvOdbcConnectorPackage.exe", "8.1.0"), (mssql.Provider, mssql.Version));
    }

    [Fact]
    public async Task Specification_WithOddMembers_IsReadAsFarAsItGoes()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", "api-specs"),
                Kind = FaultKind.Rewrite,
                Rewrite = _ =>
                    """{"connectionProperties":{"properties":{"a":{},"b":{"type":["string","null"],"default":5,"enum":[1,"2",null]}}}}""",
            }
        );

        var odd = await client.DataSources.SpecificationAsync("mssql", Stop);

        Assert.Equal((null, null), (odd.Provider, odd.Find("a")!.Type));
        Assert.Equal(((string?)null, (object?)5L), (odd.Find("b")!.Type, odd.Find("b")!.Default));
        Assert.Equal(["1", "2"], odd.Find("b")!.AllowedValues);
    }

    [Theory]
    [InlineData("msql", "QlikDataSourceNotFound", "'mssql'")]
    [InlineData("AmazonS3Connector", "QlikDataSourceDisabled", "disabled")]
    public async Task Specification_OfASourceThatIsNotThere_SaysWhy(string id, string errorId, string hint)
    {
        var client = await ConnectAsync();

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => client.DataSources.SpecificationAsync(id, Stop));

        Assert.Equal((errorId, HttpStatusCode.NotFound), (failure.ErrorId, failure.StatusCode));
        Assert.Contains(hint, failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.RecommendedAction);
    }

    [Fact]
    public async Task Specification_ThatFailed_IsNotKept()
    {
        var client = await ConnectAsync(time: new FakeTime { SkipWaits = true });
        Host.Faults.Add(new() { Match = Fault.Matching("GET", "api-specs"), Status = 503, Times = 4 });

        Assert.Equal(
            "QlikServiceUnavailable",
            (await Assert.ThrowsAsync<QlikApiException>(() => client.DataSources.SpecificationAsync("mssql", Stop))).ErrorId
        );

        Assert.NotNull((await client.DataSources.SpecificationAsync("mssql", Stop)).Find("host"));
    }

    [Fact]
    public async Task Gateways_AreThoseOfTheSource()
    {
        var client = await ConnectAsync();

        var gateways = await client.DataSources.GatewaysAsync("DG_mssql", forceRefresh: true, Stop);

        Assert.Equal([("gw-berlin", true), ("gw-lund", false)], gateways.Select(g => (g.Name!, g.IsDefault)));
        Assert.All(gateways, g => Assert.Contains("::", g.Id, StringComparison.Ordinal));
        Assert.All(gateways, g => Assert.Equal("DG_mssql", g.DataSourceId));
        Assert.Equal("true", Parameter(Sources + "/DG_mssql/gateways", "forceRefresh"));
    }

    [Fact]
    public async Task Gateways_OfASourceWithoutAny_AreNone_ButAnUnknownSourceIsAnError()
    {
        var client = await ConnectAsync();

        Assert.Empty(await client.DataSources.GatewaysAsync("mssql", forceRefresh: false, Stop));
        var failure = await Assert.ThrowsAsync<QlikApiException>(() =>
            client.DataSources.GatewaysAsync("DG_msql", forceRefresh: false, Stop)
        );

        Assert.Equal("QlikDataSourceNotFound", failure.ErrorId);
        Assert.Contains("'DG_mssql'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetDisabled_SwitchesOffAndOn_AndForgetsWhatWasKept()
    {
        var client = await ConnectAsync();
        await client.DataSources.SpecificationAsync("rest", Stop);

        Assert.True(await client.DataSources.SetDisabledAsync("rest", disabled: true, Stop));

        Assert.DoesNotContain(await client.DataSources.ListAsync(false, refresh: false, Stop), s => s.Id == "rest");
        Assert.Equal(
            "QlikDataSourceDisabled",
            (await Assert.ThrowsAsync<QlikApiException>(() => client.DataSources.SpecificationAsync("rest", Stop))).ErrorId
        );

        Assert.False(await client.DataSources.SetDisabledAsync("rest", disabled: false, Stop));
        Assert.NotNull(await client.DataSources.SpecificationAsync("rest", Stop));
    }

    [Fact]
    public async Task SetDisabled_WithoutTheRole_IsRefused()
    {
        var member = await ConnectAsync(Host.Sandbox.MemberApiKey);

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => member.DataSources.SetDisabledAsync("rest", disabled: true, Stop));

        Assert.Equal("QlikAccessDenied", refused.ErrorId);
    }
}

/// <summary>A client-managed site has no data sources.</summary>
public sealed class RepositoryDataSourceTests : OnRepository
{
    [Fact]
    public async Task EveryRequest_NamesTheAlternative()
    {
        var site = await ConnectAsync();

        foreach (var ask in new Func<Task>[]
        {
            () => site.DataSources.ListAsync(false, false, Stop), () => site.DataSources.SpecificationAsync("mssql", Stop),
            () => site.DataSources.GatewaysAsync("mssql", false, Stop), () => site.DataSources.SetDisabledAsync("mssql", true, Stop),
        })
        {
            Assert.Contains("-ConnectionString", (await FailsAsync("QlikNotSupported", ask)).RecommendedAction, StringComparison.Ordinal);
        }

        Assert.Empty(Asked);
    }
}
