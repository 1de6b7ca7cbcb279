using QlikConnections.Sandbox;

namespace QlikConnections.Client.Tests;

/// <summary>The interactive sign-in to a data source, in the words of dcaas.</summary>
public sealed class LegacyCreateTests : OnSandbox
{
    protected override CloudSandbox CreateTenant() => CloudSandbox.Create(new() { Dialect = CloudDialect.Legacy });

    [Fact]
    public async Task AuthorizationUrl_IsAskedOfDcaas()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap, dialect: QlikDialect.Legacy);

        var url = await client.AuthorizationUrlAsync(
            Definition("Later") with
            {
                DataSourceId = "gbq",
                Properties = new Dictionary<string, object?>(),
            },
            Stop
        );

        Assert.Equal(("Later", "gbq", "https"), (url.Name, url.DataSourceId, url.Url!.Scheme));
        var sent = tap.Sent[^1];
        Assert.Equal("POST /api/v1/dcaas/actions/data-connections", $"{sent.Method} {sent.PathAndQuery}");
        Assert.Equal("""{"dataSourceId":"gbq","connectionName":"Later","connectionProperties":{},"authUrlOnly":true}""", sent.Body);
        Assert.Empty(await client.RowsAsync(Rows.Named("Later")));
    }
}
