using QlikConnections.Client.Cloud;
using QlikConnections.Client.Http;
using QlikConnections.Sandbox;

namespace QlikConnections.Client.Tests;

/// <summary>The version that requests carry, and what servers then announce.</summary>
public sealed class DeprecationTests : OnSandbox
{
    private readonly List<string> _warnings = [];

    protected override CloudSandbox CreateTenant() => CloudSandbox.Create(new() { DeprecateV1 = true });

    private void Listen() => RequestLog.Observer = new() { Warning = Note };

    private void Note(string text)
    {
        lock (_warnings)
        {
            _warnings.Add(text);
        }
    }

    [Fact]
    public async Task EveryRequest_CarriesTheVersion()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        await client.UpdateAsync(await client.OneAsync("CRM"), new() { Name = "CRM 2" }, Stop);
        await client.Spaces.ListAsync(refresh: true, Stop);

        Assert.Equal(3, tap.Sent.Count);
        Assert.All(tap.Sent, r => Assert.Equal("2026-11", r.ApiVersion));
    }

    [Fact]
    public async Task Notice_IsGivenOncePerEndpointAndSession()
    {
        Listen();
        var client = await ConnectAsync();
        var rows = await client.RowsAsync(new() { IncludeNames = false, PageSize = 10 });
        await Task.WhenAll(rows.Take(8).Select(r => client.GetAsync(r.Id, detailed: false, Stop)));
        await client.DeleteAsync(rows[0].Id, Stop);

        Assert.Equal(
            [Text("DELETE /api/v1/data-connections/{id}"), Text("GET /api/v1/data-connections"), Text("GET /api/v1/data-connections/{id}")],
            _warnings.Order(StringComparer.Ordinal)
        );

        var second = await ConnectAsync(name: "second");
        await second.OneAsync("CRM");
        Assert.Equal(4, _warnings.Count);

        string Text(string endpoint) =>
            $"Qlik has announced the end of {endpoint}. Deprecated since 2026-11-12. It may stop working after 2027-11-01. "
            + $"See {Host.BaseAddress}api/connectivity/data-connections.";
    }

    [Fact]
    public async Task Notice_ThatNobodyHeard_IsGivenLater()
    {
        var client = await ConnectAsync();
        await client.OneAsync("CRM");
        Listen();

        await client.OneAsync("CRM");
        await client.OneAsync("CRM");

        Assert.Single(_warnings);
    }

    [Fact]
    public async Task Connectivity_IsNotOnItsWayOut()
    {
        Listen();
        var client = await ConnectAsync(apiNamespace: QlikApiNamespace.Connectivity);
        await client.OneAsync("CRM");
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task Dcaas_IsAnnouncedWithItsSuccessor_AlsoWhenItRefuses()
    {
        Listen();
        var client = await ConnectAsync(dialect: QlikDialect.Legacy);
        await Assert.ThrowsAnyAsync<QlikException>(() => client.GetAsync(Guid.NewGuid(), detailed: false, Stop));
        Assert.Equal(
            "Qlik has announced the end of GET /api/v1/dcaas/actions/data-connections/{id}. Deprecated since 2024-07-01. It may stop working after 2024-11-23. "
            + $"See {Host.BaseAddress}api/v1/data-connections.",
            Assert.Single(_warnings));
    }

    [Theory]
    [InlineData("true", null, null, "")]
    [InlineData("Wed, 01 Jul 2026 00:00:00 GMT", null, null, " Deprecated since 2026-07-01.")]
    [InlineData(
        "@1782864000",
        "Thu, 01 Jul 2027 23:59:59 GMT",
        null,
        " Deprecated since 2026-07-01. It may stop working after 2027-07-01."
    )]
    [InlineData(
        null,
        "Thu, 01 Jul 2027 23:59:59 GMT",
        "<https://qlik.dev/x>; rel=\"deprecation\"; type=\"text/html\", <https://a.test/2>; rel=next, <https://a.test/3>; rel=successor-version",
        " It may stop working after 2027-07-01. See https://qlik.dev/x, https://a.test/3."
    )]
    [InlineData("@99999999999999999999", "soon", "garbage", "")]
    public async Task EveryFormOfTheHeaders_IsRead(string? deprecation, string? sunset, string? link, string words)
    {
        await using var server = await PlainServer.StartSignedInAsync(context =>
        {
            context.Response.Headers["Deprecation"] = deprecation;
            context.Response.Headers["Sunset"] = sunset;
            context.Response.Headers.Link = link;
            return PlainServer.JsonAsync(context, "{\"data\":[]}");
        });
        Listen();
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key");
        await client.RowsAsync();
        Assert.Equal($"Qlik has announced the end of GET /api/v1/data-connections.{words}", Assert.Single(_warnings));
    }

    [Fact]
    public async Task ALinkAlone_AnnouncesNothing()
    {
        await using var server = await PlainServer.StartSignedInAsync(context =>
        {
            context.Response.Headers.Link = "<https://a.test/2>; rel=\"next\"";
            return PlainServer.JsonAsync(context, "{\"data\":[]}");
        });
        Listen();
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key");
        await client.RowsAsync();
        Assert.Empty(_warnings);
    }

    [Theory]
    [InlineData("/api/v1/data-connections", "/api/v1/data-connections")]
    [InlineData("/api/v1/data-connections/2f6c5c07-6c4c-4e0b-8c8f-2b0bd4a9d1aa", "/api/v1/data-connections/{id}")]
    [InlineData("/api/v1/data-connections/Sales%20DWH", "/api/v1/data-connections/{id}")]
    [InlineData("/api/v1/data-connections/actions/update", "/api/v1/data-connections/actions/update")]
    [InlineData("/api/v1/data-sources/mssql/api-specs", "/api/v1/data-sources/{id}/api-specs")]
    [InlineData("/api/v1/users/me", "/api/v1/users/me")]
    [InlineData("/api/v1/users/menno", "/api/v1/users/{id}")]
    [InlineData("/api/v1/spaces/64f0c1d2aa01bc3344de5566/assignments/12", "/api/v1/spaces/{id}/assignments/{id}")]
    [InlineData("/api/v1/dcaas/actions/data-connections/api-specs", "/api/v1/dcaas/actions/data-connections/api-specs")]
    [InlineData("/oauth/token", "/oauth/token")]
    public void Endpoint_IsThePathWithoutIds(string path, string template) =>
        Assert.Equal("GET " + template, ApiVersionHandler.Endpoint("GET", path));
}
