using System.Text;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Spaces by id or name, read once per session.</summary>
public sealed class SpaceDirectoryTests : OnSandbox
{
    private const string Spaces = "/api/v1/spaces";

    [Theory]
    [InlineData("Finance", "Finance")]
    [InlineData("fINANCE", "Finance")]
    [InlineData("  Finance ", "Finance")]
    [InlineData("finance emea", "Finance EMEA")]
    [InlineData("MARKETING ö", "Marketing Ö")]
    [InlineData("r&d", "R&D")]
    [InlineData("Board #1", "Board #1")]
    public async Task Resolve_ByName_IgnoresCaseAndBlanksAround(string text, string name)
    {
        var client = await ConnectAsync();

        Assert.Equal(name, (await client.Spaces.ResolveAsync(text, Stop)).Name);
    }

    [Fact]
    public async Task Resolve_ById_FindsTheSameSpaceWithoutAnotherRequest()
    {
        var client = await ConnectAsync();
        var byName = await client.Spaces.ResolveAsync("Sales", Stop);

        var byId = await client.Spaces.ResolveAsync(byName.Id, Stop);

        Assert.Same(byName, byId);
        Assert.Equal(1, Count("GET", Spaces));
        Assert.Equal((QlikSpaceType.Managed, "Published sales apps"), (byId.Type, byId.Description));
        Assert.Same(client.Session, byId.Session);
    }

    [Fact]
    public async Task Resolve_Personal_NeedsNoRequest()
    {
        var client = await ConnectAsync();

        var personal = await client.Spaces.ResolveAsync("PERSONAL", Stop);

        Assert.Equal(
            ("", "Personal", QlikSpaceType.Personal, client.Session.UserId),
            (personal.Id, personal.Name, personal.Type, personal.OwnerId)
        );
        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task List_ManyAtOnce_ReadsOnce()
    {
        var client = await ConnectAsync();

        var lists = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.Spaces.ListAsync(refresh: false, Stop)));

        Assert.All(lists, l => Assert.Same(lists[0], l));
        Assert.Equal(12, lists[0].Count);
        Assert.Equal(1, Count("GET", Spaces));
    }

    [Fact]
    public async Task List_Refresh_ReadsAgain()
    {
        var client = await ConnectAsync();
        await client.Spaces.ListAsync(refresh: false, Stop);
        await CreateSpaceAsync("Newer");

        var spaces = await client.Spaces.ListAsync(refresh: true, Stop);

        Assert.Contains(spaces, s => s.Name == "Newer");
        Assert.Equal(2, Count("GET", Spaces));
    }

    [Fact]
    public async Task Resolve_SpaceThatIsNewerThanTheTable_ReadsOnceMoreAndFindsIt()
    {
        var client = await ConnectAsync();
        await client.Spaces.ListAsync(refresh: false, Stop);
        await CreateSpaceAsync("Newer");

        Assert.Equal("Newer", (await client.Spaces.ResolveAsync("newer", Stop)).Name);
        Assert.Equal(2, Count("GET", Spaces));
    }

    [Fact]
    public async Task Resolve_UnknownOnAFreshTable_DoesNotReadTwice()
    {
        var client = await ConnectAsync();

        await Assert.ThrowsAsync<QlikException>(() => client.Spaces.ResolveAsync("nowhere", Stop));

        Assert.Equal(1, Count("GET", Spaces));
    }

    [Fact]
    public async Task Resolve_MistypedName_NamesWhatIsClose()
    {
        var client = await ConnectAsync();

        var unknown = await Assert.ThrowsAsync<QlikException>(() => client.Spaces.ResolveAsync("Finanze", Stop));

        Assert.Equal("QlikSpaceNotFound", unknown.ErrorId);
        Assert.Equal("There is no space 'Finanze' that session 'acme' can see. Did you mean 'Finance'?", unknown.Message);
    }

    [Fact]
    public async Task Resolve_NameOfTwoSpacesThatDifferInCase_ListsBothUnlessOneFitsExactly()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("GET", Spaces),
            Kind = FaultKind.Rewrite,
            Rewrite = b => b.Replace("\"Archive\"", "\"FINANCE\"", StringComparison.Ordinal),
        });

        var ambiguous = await Assert.ThrowsAsync<QlikException>(() => client.Spaces.ResolveAsync("finance", Stop));
        var exact = await client.Spaces.ResolveAsync("FINANCE", Stop);
        var other = await client.Spaces.ResolveAsync("Finance", Stop);

        Assert.Equal("QlikAmbiguousName", ambiguous.ErrorId);
        Assert.Contains($"FINANCE ({exact.Id})", ambiguous.Message, StringComparison.Ordinal);
        Assert.Contains($"Finance ({other.Id})", ambiguous.Message, StringComparison.Ordinal);
        Assert.NotEqual(exact.Id, other.Id);
    }

    [Fact]
    public async Task TwoIdentities_NeverShareWhatTheySee()
    {
        var admin = await ConnectAsync();
        var member = await ConnectAsync(Host.Sandbox.MemberApiKey, name: "member");

        Assert.Equal("Archive", (await admin.Spaces.ResolveAsync("Archive", Stop)).Name);
        await Assert.ThrowsAsync<QlikException>(() => member.Spaces.ResolveAsync("Archive", Stop));

        Assert.Equal(12, (await admin.Spaces.ListAsync(refresh: false, Stop)).Count);
        Assert.Equal(3, (await member.Spaces.ListAsync(refresh: false, Stop)).Count);
        Assert.Equal(2, Count("GET", Spaces));
    }

    private async Task CreateSpaceAsync(string name)
    {
        using var http = Host.CreateClient(Host.Sandbox.ApiKey);
        using var body = new StringContent($$"""{"name":"{{name}}","type":"shared"}""", Encoding.UTF8, "application/json");
        using var made = await http.PostAsync(new Uri(Spaces, UriKind.Relative), body, Stop);
        made.EnsureSuccessStatusCode();
    }
}
