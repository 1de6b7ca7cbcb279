using System.Net;
using System.Text.Json.Nodes;

namespace QlikConnections.Client.Tests;

/// <summary>Copies that the server makes: POST /data-connections/actions/duplicate.</summary>
public sealed class DuplicateTests : OnSandbox
{
    private const string Duplication = Connections + "/actions/duplicate";

    [Fact]
    public async Task Duplicate_SendsIdNameAndSpace()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var source = await client.OneAsync("CRM");
        var space = await client.Spaces.ResolveAsync("HR", Stop);
        tap.Clear();

        var copy = await client.DuplicateAsync(source, Definition("CRM copy", space) with { Properties = NoValues }, Stop);

        var body = JsonNode.Parse(Assert.Single(tap.Sent).Body)!.AsObject();
        Assert.Equal(["id", "name", "spaceId"], body.Select(m => m.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            (source.Id.ToString("D"), "CRM copy", space.Id),
            ((string?)body["id"], (string?)body["name"], (string?)body["spaceId"])
        );
        Assert.Equal("CRM copy", copy.Name);
        var now = await client.OneAsync("CRM copy");
        Assert.Equal((source.ConnectionString, space.Id), (now.ConnectionString, now.SpaceId));
    }

    [Fact]
    public async Task Duplicate_SendsALoginOnlyIfOneIsGiven()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var source = await client.OneAsync("CRM");
        tap.Clear();

        await client.DuplicateAsync(
            source,
            Definition("with login") with { Credential = new NetworkCredential("u", SandboxClient.Secure("p")), Properties = NoValues },
            Stop
        );

        var body = JsonNode.Parse(tap.Sent[0].Body)!;
        Assert.Equal(("u", "p"), ((string?)body["qUsername"], (string?)body["qPassword"]));
        Assert.Null(body["spaceId"]);
    }

    [Fact]
    public async Task Duplicate_OfATakenNameOrNothing_IsOurError()
    {
        var client = await ConnectAsync();
        var source = await client.OneAsync("CRM");

        var taken = await Assert.ThrowsAnyAsync<QlikException>(
            () => client.DuplicateAsync(source, Definition("CRM", Space(source)), Stop));
        Assert.Equal("QlikConflict", taken.ErrorId);
        var gone = await Assert.ThrowsAnyAsync<QlikException>(
            () => client.DuplicateAsync(source.With(c => c.Id = Guid.NewGuid()), Definition("x", Space(source)), Stop));
        Assert.Equal("QlikDataConnectionNotFound", gone.ErrorId);
    }

    private static IReadOnlyDictionary<string, object?> NoValues => new Dictionary<string, object?>();

    private static QlikSpace Space(QlikDataConnection source) => new() { Id = source.SpaceId!, Name = source.SpaceName ?? "" };
}
