using System.Net.Http.Json;
using System.Text.Json;
using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

/// <summary>A tenant of the tutorials' time, and the notices of a current tenant about deprecated endpoints.</summary>
public sealed class DialectTests
{
    private static object Wrapped(params object[] operations) => new { patchData = operations };

    [Fact]
    public async Task EachTime_TakesItsOwnPatchAndRefusesTheOthers()
    {
        await using var old = await StartAsync(new() { Dialect = CloudDialect.Legacy });
        await using var today = await StartAsync();
        var id = await old.ConnectionAsync("Sales DWH", "Finance");
        object[] bare = [Op("replace", "/qName", "Renamed")];

        await old.SendAsync(400, "PATCH", $"{Connections}/{id}", bare);
        await old.SendAsync(400, "PATCH", $"{Connections}/{id}", new { patchdata = bare });
        await old.SendAsync(
            204,
            "PATCH",
            $"{Connections}/{id}",
            Wrapped(Op("replace", "/qName", "Renamed"), Op("replace", "/space", await old.SpaceAsync("Sales")))
        );
        await today.SendAsync(400, "PATCH", $"{Connections}/{id}", Wrapped(bare));

        var after = await old.ConnectionByIdAsync(id);
        Assert.Equal("Renamed", Text(after, "qName"));
        Assert.Equal(await old.SpaceAsync("Sales"), Text(after, "space"));
    }

    [Fact]
    public async Task PatchOfThatTime_ReachesFourMembersAndANewStatementNeedsNoCredentials()
    {
        await using var sandbox = await StartAsync(new() { Dialect = CloudDialect.Legacy });
        var path = $"{Connections}/{await sandbox.ConnectionAsync("Sales DWH", "Finance")}";
        await sandbox.SendAsync(400, "PATCH", path, Wrapped(Op("replace", "/tags", Texts("a"))));
        await sandbox.SendAsync(400, "PATCH", path, Wrapped(Op("replace", "/connectionProperties/host", "h")));
        await sandbox.SendAsync(400, "PATCH", path, Wrapped(Op("replace", "/qPassword", "p")));
        await sandbox.SendAsync(
            204,
            "PATCH",
            path,
            Wrapped(
                Op("replace", "/qConnectStatement", "CUSTOM CONNECT TO \"provider=QvOdbcConnectorPackage.exe;driver=mssql;host=new.test;\"")
            )
        );
    }

    [Fact]
    public async Task Credentials_ArePatchedAlike()
    {
        await using var old = await StartAsync(new() { Dialect = CloudDialect.Legacy });
        var id = Text(
            (await old.PagesAsync(Connections + "?limit=100")).First(row => Text(row, "qCredentialsID") is not null),
            "qCredentialsID"
        )!;
        await old.SendAsync(400, "PATCH", "/api/v1/data-credentials/" + id, new[] { Op("replace", "/qName", "New") });
        await old.SendAsync(204, "PATCH", "/api/v1/data-credentials/" + id, Wrapped(Op("replace", "/qName", "New")));
        Assert.Equal("New", Text(await old.GetAsync("/api/v1/data-credentials/" + id), "qName"));
    }

    [Fact]
    public async Task ThatTime_HadNoNamespacesAndNoNotices()
    {
        await using var old = await StartAsync(new() { Dialect = CloudDialect.Legacy, DeprecateV1 = true });
        await old.GetAsync("/api/connectivity/data-connections", 404);
        Assert.Null(await NoticeAsync(old, "/api/v1/dcaas/actions/data-connections/api-specs?dataSourceId=rest", "2026-11"));
        Assert.Null(await NoticeAsync(old, "/api/v1/data-connections?limit=1", "2026-11"));
    }

    [Theory]
    [InlineData("2026-11")]
    [InlineData("2026-05")]
    [InlineData("1999-01")]
    [InlineData(null)]
    public async Task Dcaas_SaysThatItIsDeprecated(string? version)
    {
        await using var sandbox = await StartAsync();
        Assert.Equal(
            $"@1719792000|Sat, 23 Nov 2024 00:00:00 GMT|<{sandbox.Host.BaseAddress}api/v1/data-sources>; rel=\"successor-version\"",
            await NoticeAsync(sandbox, "/api/v1/dcaas/actions/data-connections/api-specs?dataSourceId=rest", version));
        Assert.NotNull(await NoticeAsync(sandbox, "/api/v1/dcaas/actions/data-connections/" + Guid.Empty.ToString("D"), version));
        Assert.Null(await NoticeAsync(sandbox, "/api/v1/data-connections?limit=1", version));
    }

    [Theory]
    [InlineData("2026-11", true)]
    [InlineData("2026-08", false)]
    [InlineData("2026-05", false)]
    [InlineData("2027-11", false)]
    [InlineData(null, false)]
    public async Task Version_DecidesWhoHearsOfTheEndOfV1AndChangesNothingElse(string? version, bool heard)
    {
        await using var sandbox = await StartAsync(new() { DeprecateV1 = true });
        Assert.Equal(heard, await NoticeAsync(sandbox, "/api/v1/data-connections?limit=1", version) is not null);
        Assert.Equal(heard, await NoticeAsync(sandbox, "/api/v1/data-sources", version) is not null);
        Assert.Null(await NoticeAsync(sandbox, "/api/connectivity/data-connections?limit=1", version));
        Assert.Null(await NoticeAsync(sandbox, "/api/v1/spaces", version));
        Assert.Equal(
            (await sandbox.GetAsync("/api/v1/data-connections?limit=3")).GetProperty("data").GetRawText(),
            (await BodyAsync(sandbox, "/api/v1/data-connections?limit=3", version)).GetProperty("data").GetRawText());
    }

    private static async Task<string?> NoticeAsync(RunningSandbox sandbox, string path, string? version)
    {
        using var response = await SendAsync(sandbox, path, version);
        string? Value(string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
        return Value("Deprecation") is { } since ? $"{since}|{Value("Sunset")}|{Value("Link")}" : null;
    }

    private static async Task<JsonElement> BodyAsync(RunningSandbox sandbox, string path, string? version)
    {
        using var response = await SendAsync(sandbox, path, version);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningSandbox sandbox, string path, string? version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (version is not null)
        {
            request.Headers.Add("qlik-api-version", version);
        }

        return await sandbox.Admin.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
