using System.Net;
using System.Text.Json;
using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

public sealed class IdentityTests
{
    [Fact]
    public async Task Me_IsARedirectToTheCallersRecord()
    {
        await using var sandbox = await StartAsync();
        using var answer = await sandbox.Member.GetAsync("/api/v1/users/me", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MovedPermanently, answer.StatusCode);
        var location = answer.Headers.Location!;
        Assert.Equal(sandbox.Host.BaseAddress.GetLeftPart(UriPartial.Authority), location.GetLeftPart(UriPartial.Authority));
        Assert.Equal("bob@acme.test", Text(await sandbox.GetAsync(location.AbsolutePath, client: sandbox.Member), "email"));
    }

    [Theory]
    [InlineData("/api/v1/users?limit=3", "name")]
    [InlineData("/api/v1/spaces?limit=5", "name")]
    [InlineData("/api/v1/spaces", "name")]
    public async Task Pages_LeadForwardAndBack(string path, string key)
    {
        await using var sandbox = await StartAsync();
        var pages = new List<JsonElement> { await sandbox.GetAsync(path) };
        while (NextOf(pages[^1]) is { } next)
        {
            pages.Add(await sandbox.GetAsync(next));
        }

        Assert.True(pages.Count > 1);
        string[] names = [.. pages.SelectMany(page => page.GetProperty("data").EnumerateArray()).Select(item => Text(item, key)!)];
        Assert.Equal(names.Order(StringComparer.OrdinalIgnoreCase), names);
        Assert.True(names.Length is 10 or 12);

        var back = pages[1].GetProperty("links").GetProperty("prev").GetProperty("href").GetString()!;
        Assert.Equal(pages[0].GetProperty("data").GetRawText(), (await sandbox.GetAsync(back)).GetProperty("data").GetRawText());
        Assert.Equal(JsonValueKind.Null, pages[0].GetProperty("links").GetProperty("prev").GetProperty("href").ValueKind);
    }

    [Fact]
    public async Task SpaceNames_AreSearchedByPartAndIgnoringCase()
    {
        await using var sandbox = await StartAsync();
        var found = await sandbox.GetAsync("/api/v1/spaces?name=FINANCE");
        Assert.Equal(["Finance", "Finance EMEA"], found.GetProperty("data").EnumerateArray().Select(space => Text(space, "name")));
        var data = await sandbox.GetAsync("/api/v1/spaces?type=data,managed&limit=100");
        Assert.Equal(5, data.GetProperty("meta").GetProperty("count").GetInt32());
        var error = await sandbox.GetAsync("/api/v1/spaces?limit=101", 400);
        Assert.NotNull(Text(error, "traceId"));
        await sandbox.GetAsync("/api/v1/spaces/0123456789abcdef01234567", 404);
        await sandbox.GetAsync("/api/v1/spaces/" + await sandbox.SpaceAsync("Archive"), 404, sandbox.Member);
    }

    [Fact]
    public async Task NewSpace_NeedsAFreeAndPermittedName()
    {
        await using var sandbox = await StartAsync();
        var space = await sandbox.SendAsync(201, "POST", "/api/v1/spaces", new { name = "New one", type = "shared" });
        await sandbox.GetAsync("/api/v1/spaces/" + Text(space, "id"));
        await sandbox.SendAsync(409, "POST", "/api/v1/spaces", new { name = "new ONE", type = "shared" });
        await sandbox.SendAsync(400, "POST", "/api/v1/spaces", new { name = "a:b", type = "shared" });
        await sandbox.SendAsync(400, "POST", "/api/v1/spaces", new { name = "c", type = "personal" });
        await sandbox.SendAsync(403, "POST", "/api/v1/spaces", new { name = "d", type = "managed" }, sandbox.Member);
    }

    [Theory]
    [InlineData("email eq \"ANNA@acme.test\"", 1)]
    [InlineData("name eq \"Kim Larsen\"", 2)]
    [InlineData("name co \"larsen\" or email co \"anna\"", 3)]
    [InlineData("assignedRoles.name eq \"TenantAdmin\"", 2)]
    [InlineData("(name co \"le\") and (status eq \"disabled\")", 1)]
    public async Task Users_AreFiltered(string filter, int expected)
    {
        await using var sandbox = await StartAsync();
        var found = await sandbox.GetAsync($"/api/v1/users?totalResults=true&{Filter(filter)}");
        Assert.Equal(expected, found.GetProperty("data").GetArrayLength());
        Assert.Equal(expected, found.GetProperty("totalResults").GetInt32());
    }

    [Theory]
    [InlineData("name sw \"Kim\"")]
    [InlineData("id co \"a\"")]
    [InlineData("phone eq \"1\"")]
    public async Task Users_AreNotFilteredBeyondTheReference(string filter)
    {
        await using var sandbox = await StartAsync();
        await sandbox.GetAsync($"/api/v1/users?{Filter(filter)}", 400);
    }

    [Fact]
    public async Task OneHundredIds_MayBeAskedForAndNotOneMore()
    {
        await using var sandbox = await StartAsync();
        var anna = await sandbox.UserAsync("anna@acme.test");
        string Ids(int count) =>
            string.Join(" or ", Enumerable.Range(1, count - 1).Select(i => $"id eq \"{i}\"").Append($"id eq \"{anna}\""));
        var found = await sandbox.SendAsync(200, "POST", "/api/v1/users/actions/filter?limit=100", new { filter = Ids(100) });
        Assert.Equal(anna, Text(found.GetProperty("data").EnumerateArray().Single(), "id"));
        await sandbox.SendAsync(400, "POST", "/api/v1/users/actions/filter?limit=100", new { filter = Ids(101) });
    }

    [Fact]
    public async Task RolesOfOthers_AreHiddenFromMembers()
    {
        await using var sandbox = await StartAsync();
        var users = await sandbox.GetAsync("/api/v1/users?limit=100", client: sandbox.Member);
        JsonElement[] withRoles =
        [
            .. users.GetProperty("data").EnumerateArray().Where(user => user.TryGetProperty("assignedRoles", out _)),
        ];
        Assert.Equal("bob@acme.test", Text(withRoles.Single(), "email"));
        Assert.Equal(10, (await sandbox.GetAsync("/api/v1/users/actions/count")).GetProperty("total").GetInt32());
        Assert.Equal("acme", Text(await sandbox.GetAsync("/api/v1/tenants/me"), "name"));
        Assert.Equal("USERS-7", Text((await sandbox.GetAsync("/api/v1/users/nobody", 404)).GetProperty("errors")[0], "code"));
    }
}
