using QlikConnections.Sandbox;

namespace QlikConnections.Client.Tests;

/// <summary>Creations to a tenant of the tutorials' time that are not a plain list of properties.</summary>
public sealed class LegacyCreateTests : OnSandbox
{
    protected override CloudSandbox CreateTenant() => CloudSandbox.Create(new() { Dialect = CloudDialect.Legacy });

    [Fact]
    public async Task AuthorizationUrl_IsAskedOfDcaas()
    {
        var tap = new WireTap();
        IDataConnectionClient client = await ConnectAsync(tap: tap, dialect: QlikDialect.Legacy);

        QlikAuthorizationUrl url = await client.AuthorizationUrlAsync(Definition("Later") with { DataSourceId = "gbq", Properties = new Dictionary<string, object?>() }, Stop);

        Assert.Equal(("Later", "gbq", "https"), (url.Name, url.DataSourceId, url.Url!.Scheme));
        SentRequest sent = tap.Sent[^1];
        Assert.Equal("POST /api/v1/dcaas/actions/data-connections", $"{sent.Method} {sent.PathAndQuery}");
        Assert.Equal("""{"dataSourceId":"gbq","connectionName":"Later","connectionProperties":{},"authUrlOnly":true}""", sent.Body);
        Assert.Empty(await client.RowsAsync(Rows.Named("Later")));
    }

    [Fact]
    public async Task Statement_GoesToTheConnectionsThemselves()
    {
        var tap = new WireTap();
        IDataConnectionClient client = await ConnectAsync(tap: tap, dialect: QlikDialect.Legacy);

        QlikDataConnection made = await client.CreateAsync(
            new()
            {
                Name = "By statement",
                DataSourceId = "mssql",
                Type = "QvOdbcConnectorPackage.exe",
                ConnectionString = "CUSTOM CONNECT TO \"provider=QvOdbcConnectorPackage.exe;driver=mssql;host=db.acme.test;\"",
            },
            Stop);

        Assert.Equal($"POST {Connections}", $"{tap.Sent[0].Method} {tap.Sent[0].PathAndQuery}");
        Assert.Contains("\"qName\":\"By statement\"", tap.Sent[0].Body, StringComparison.Ordinal);
        Assert.Equal(made.Id, (await client.OneAsync("By statement")).Id);
    }
}
