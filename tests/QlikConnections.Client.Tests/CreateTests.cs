using System.Text.Json;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Creating connections. There is no idempotency key, so nothing may be sent twice on suspicion.</summary>
public sealed class CreateTests : OnSandbox
{
    [Fact]
    public async Task Create_SendsThePropertyFormAndReadsTheConnectionBack()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var finance = await client.Spaces.ResolveAsync("Finance", Stop);
        tap.Clear();

        var made = await client.CreateAsync(Definition("Brand new", finance) with { Tags = ["a", "b"] }, Stop);

        using var body = JsonDocument.Parse(tap.Sent[0].Body);
        Assert.Equal(
            ["datasourceID", "qName", "space", "tags", "connectionProperties"],
            body.RootElement.EnumerateObject().Select(p => p.Name)
        );
        Assert.Equal(finance.Id, body.RootElement.GetProperty("space").GetString());
        Assert.Equal("1433", body.RootElement.GetProperty("connectionProperties").GetProperty("port").GetString());
        Assert.Equal(
            ["POST " + Connections, $"GET {Connections}/{made.Id:D}"],
            tap.Sent.Take(2).Select(r => $"{r.Method} {r.PathAndQuery}")
        );
        Assert.Equal(("Brand new", "mssql", "Finance", "Ada Admin"), (made.Name, made.DataSourceId, made.SpaceName, made.OwnerName));
        Assert.Equal(["a", "b"], made.Tags.Take(2));
        Assert.True(client.IsCurrent(made));
    }

    [Fact]
    public async Task Create_WithoutSpaceAndTags_LeavesThemOut()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var personal = await client.Spaces.ResolveAsync("Personal", Stop);

        var made = await client.CreateAsync(Definition("Mine", personal), Stop);

        using var body = JsonDocument.Parse(tap.Sent[0].Body);
        Assert.Equal(["datasourceID", "qName", "connectionProperties"], body.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(((string?)null, "Personal"), (made.SpaceId, made.SpaceName));
    }

    [Fact]
    public async Task Create_WithASecureString_RevealsItInTheBodyOnly()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var definition = Definition("With secret") with
        {
            Properties = new Dictionary<string, object?>
            {
                ["host"] = "db.acme.test",
                ["username"] = "svc",
                ["password"] = SandboxClient.Secure("pä\"ss\\wört"),
            },
        };

        var made = await client.CreateAsync(definition, Stop);

        using var body = JsonDocument.Parse(tap.Sent[0].Body);
        Assert.Equal("pä\"ss\\wört", body.RootElement.GetProperty("connectionProperties").GetProperty("password").GetString());
        Assert.NotNull(made.CredentialId);
        Assert.DoesNotContain("ss\\", definition.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WithValuesOfManyTypes_WritesThemAsJson()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var definition = Definition("Types") with
        {
            Properties = new Dictionary<string, object?>
            {
                ["text"] = "x",
                ["flag"] = true,
                ["whole"] = 42,
                ["long"] = 9_000_000_000L,
                ["part"] = 1.5,
                ["nothing"] = null,
                ["list"] = new object?[] { 1, "two", SandboxClient.Secure("three") },
                ["nested"] = new Dictionary<string, object?> { ["name"] = "n", ["value"] = SandboxClient.Secure("v") },
            },
        };

        // The data source knows no such properties, so this is refused; what was sent is what counts.
        await Assert.ThrowsAsync<QlikApiException>(() => client.CreateAsync(definition, Stop));

        using var body = JsonDocument.Parse(tap.Sent[0].Body);
        Assert.Equal(
            """{"text":"x","flag":true,"whole":42,"long":9000000000,"part":1.5,"nothing":null,"list":[1,"two","three"],"nested":{"name":"n","value":"v"}}""",
            body.RootElement.GetProperty("connectionProperties").GetRawText());
    }

    [Fact]
    public async Task Create_NameIsTaken_IsAConflict()
    {
        var client = await ConnectAsync();
        await client.CreateAsync(Definition("Twice"), Stop);

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.CreateAsync(Definition("Twice"), Stop));

        Assert.Equal("QlikConflict", refused.ErrorId);
    }

    [Fact]
    public async Task Create_429_IsRepeatedBecauseTheServerDidNothing()
    {
        var time = new FakeTime { SkipWaits = true };
        var client = await ConnectAsync(time: time);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Connections), Kind = FaultKind.RateLimit, Seconds = 9 });

        var made = await client.CreateAsync(Definition("After a wait"), Stop);

        Assert.Equal("After a wait", made.Name);
        Assert.InRange(Assert.Single(time.Waits), TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(9.25));
        Assert.Equal(1, Count("POST", Connections));
    }

    [Fact]
    public async Task Create_ServerCannotBeReached_DoesNotClaimThatAnythingWasSent()
    {
        var client = await ConnectAsync();
        await Host.DisposeAsync();

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.CreateAsync(Definition("Never"), Stop));

        Assert.Equal("QlikUnreachable", refused.ErrorId);
    }

    [Fact]
    public async Task Create_ReadingBackFails_SaysThatTheConnectionWasMade()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections + "/"), Status = 500, Times = 9 });

        var made = await client.CreateAsync(Definition("Made"), Stop);

        Assert.Equal("Made", made.Name);
        Assert.NotEqual(Guid.Empty, made.Id);
        Assert.Equal("mssql", made.DataSourceId);
    }
}
