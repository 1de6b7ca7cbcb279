namespace QlikConnections.Client.Tests;

/// <summary>Users by id, e-mail address, subject or name, looked up once per session.</summary>
public sealed class UserDirectoryTests : OnSandbox
{
    private const string Users = "/api/v1/users";
    private const string Filter = "/api/v1/users/actions/filter";

    [Theory]
    [InlineData("anna@acme.test")]
    [InlineData("ANNA@ACME.TEST")]
    [InlineData("acme\\anna")]
    [InlineData("Anna Berg")]
    [InlineData("anna berg")]
    [InlineData("  Anna Berg ")]
    public async Task Resolve_ByEmailSubjectOrName_CostsOneRequest(string text)
    {
        var client = await ConnectAsync();

        var user = await client.Users.ResolveAsync(text, Stop);

        Assert.Equal(("Anna Berg", "anna@acme.test", "acme\\anna", "active"), (user.Name, user.Email, user.Subject, user.Status));
        Assert.Equal(["SharedSpaceCreator"], user.Roles);
        Assert.Single(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task Resolve_ById_FindsTheUser()
    {
        var client = await ConnectAsync();
        var id = (await client.Users.ResolveAsync("bob@acme.test", Stop)).Id;

        Assert.Equal("Bob Meyer", (await client.Users.ResolveAsync(id, Stop)).Name);
    }

    [Fact]
    public async Task Resolve_TheSameTextAgain_SendsNothing()
    {
        var client = await ConnectAsync();
        var first = await client.Users.ResolveAsync("Anna Berg", Stop);

        var second = await client.Users.ResolveAsync("ANNA BERG", Stop);

        Assert.Same(first, second);
        Assert.Single(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task Resolve_NameOfTwoUsers_ListsBoth()
    {
        var client = await ConnectAsync();
        var first = await client.Users.ResolveAsync("kim.larsen@acme.test", Stop);
        var second = await client.Users.ResolveAsync("kim.larsen2@acme.test", Stop);

        var ambiguous = await Assert.ThrowsAsync<QlikException>(() => client.Users.ResolveAsync("Kim Larsen", Stop));

        Assert.Equal("QlikAmbiguousName", ambiguous.ErrorId);
        Assert.Contains($"Kim Larsen <kim.larsen@acme.test> ({first.Id})", ambiguous.Message, StringComparison.Ordinal);
        Assert.Contains($"Kim Larsen <kim.larsen2@acme.test> ({second.Id})", ambiguous.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anna@acme.tset", "'anna@acme.test'")]
    [InlineData("Anna Bergg", "'anna@acme.test'")]
    [InlineData("Bob Mayer", "'bob@acme.test'")]
    public async Task Resolve_MistypedUser_NamesWhatIsClose(string text, string near)
    {
        var client = await ConnectAsync();

        var unknown = await Assert.ThrowsAsync<QlikException>(() => client.Users.ResolveAsync(text, Stop));

        Assert.Equal("QlikUserNotFound", unknown.ErrorId);
        Assert.Equal($"There is no user '{text}' that session 'acme' can see. Did you mean {near}?", unknown.Message);
    }

    [Fact]
    public async Task Resolve_NothingClose_SaysSoWithoutSuggestions()
    {
        var client = await ConnectAsync();

        var unknown = await Assert.ThrowsAsync<QlikException>(() => client.Users.ResolveAsync("zzzzzzzz", Stop));

        Assert.Equal("There is no user 'zzzzzzzz' that session 'acme' can see.", unknown.Message);
    }

    [Theory]
    [InlineData("O\"Brien\\")]
    [InlineData("a\" or name pr or name eq \"")]
    public async Task Resolve_TextWithQuotes_CannotBreakOutOfTheFilter(string text)
    {
        var client = await ConnectAsync();

        var unknown = await Assert.ThrowsAsync<QlikException>(() => client.Users.ResolveAsync(text, Stop));

        Assert.Equal("QlikUserNotFound", unknown.ErrorId);
    }

    [Fact]
    public async Task ById_250Ids_CostsThreeRequestsAndNoneTheSecondTime()
    {
        var client = await ConnectAsync();
        QlikUser[] known =
        [
            await client.Users.ResolveAsync("mei@acme.test", Stop),
            await client.Users.ResolveAsync("jose@acme.test", Stop),
        ];
        string[] ids = [.. Enumerable.Range(0, 250).Select(i => $"unknown-{i}")];
        Host.Sandbox.ClearJournal();

        var users = await client.Users.ByIdAsync(ids.Concat(known.Select(k => k.Id)), Stop);
        await client.Users.ByIdAsync(ids, Stop);

        Assert.Equal(["Mei Lin", "José Núñez"], known.Select(k => users[k.Id].Name));
        Assert.DoesNotContain(ids, users.ContainsKey);
        Assert.Equal(3, Count("POST", Filter));
        Assert.Equal(3, Host.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task ById_OfKnownAndRepeatedIds_AsksForEachNewOneOnce()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);

        await client.Users.ByIdAsync(["x", "y", "x", client.Session.UserId!], Stop);

        Assert.Equal("""{"filter":"id eq \u0022x\u0022 or id eq \u0022y\u0022"}""", Assert.Single(tap.Sent).Body);
    }

    [Fact]
    public async Task List_All_GivesEveryUserOfTheTenant()
    {
        var client = await ConnectAsync();

        var users = await ListAsync(client, null);

        Assert.Equal(10, users.Count);
        Assert.Null(users.Single(u => u.Name == "sandbox-client").Email);
        Assert.Equal(1, Count("GET", Users));
    }

    [Theory]
    [InlineData(TextMatchKind.Contains, "LARSEN", 2)]
    [InlineData(TextMatchKind.Equal, "Kim Larsen", 2)]
    [InlineData(TextMatchKind.Equal, "nobody", 0)]
    public async Task List_WithAText_NarrowsOnTheServer(TextMatchKind kind, string text, int users)
    {
        var client = await ConnectAsync();

        Assert.Equal(users, (await ListAsync(client, new TextMatch(kind, text))).Count);
    }

    [Fact]
    public async Task TwoIdentities_NeverShareWhatTheySee()
    {
        var admin = await ConnectAsync();
        var member = await ConnectAsync(Host.Sandbox.MemberApiKey, name: "member");

        var seenByAdmin = await admin.Users.ResolveAsync("anna@acme.test", Stop);
        var seenByMember = await member.Users.ResolveAsync("anna@acme.test", Stop);

        Assert.Single(seenByAdmin.Roles);
        Assert.Empty(seenByMember.Roles);
        Assert.Equal("member", seenByMember.Session!.Name);
        Assert.Equal(2, Count("GET", Users));
    }

    private static async Task<List<QlikUser>> ListAsync(IDataConnectionClient client, TextMatch? match)
    {
        var users = new List<QlikUser>();
        await foreach (var user in client.Users.ListAsync(match, Stop))
        {
            users.Add(user);
        }

        return users;
    }
}
