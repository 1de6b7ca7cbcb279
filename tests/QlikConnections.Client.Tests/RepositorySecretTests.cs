using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using QlikConnections.Client.Http;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Stored logins: set, cleared, left alone; and nothing of them is seen anywhere (traps 7, 8, 16).</summary>
public sealed class RepositorySecretTests : OnRepository
{
    private const string Marker = "marker-secret-20261121";
    private readonly RepositoryTap _tap = new();
    private readonly FakeTime _time = new() { SkipWaits = true };

    [Fact]
    public async Task Login_IsSet_Kept_Replaced_AndCleared()
    {
        var client = await ConnectAsync(s => s with { Tap = _tap });
        var c = await client.CreateAsync(Definition("login") with { Credential = new NetworkCredential("u1", "p1") }, Stop);
        Assert.True(Host.Sandbox.PasswordEquals(c.Id, "p1"));

        c = await client.UpdateAsync(c, new() { Name = "login 2", Tags = ["prod"], ConnectionString = "other" }, Stop);
        Assert.True(Host.Sandbox.PasswordEquals(c.Id, "p1"));
        Assert.Equal("u1", c.UserName);

        c = await client.UpdateAsync(c, new() { Credential = new NetworkCredential("u2", "p2") }, Stop);
        Assert.True(Host.Sandbox.PasswordEquals(c.Id, "p2"));
        Assert.Equal("u2", c.UserName);

        // The same value is sent again, because the stored one cannot be read.
        c = await client.UpdateAsync(c, new() { Credential = new NetworkCredential("u2", "p3") }, Stop);
        Assert.True(Host.Sandbox.PasswordEquals(c.Id, "p3"));

        c = await client.UpdateAsync(c, new() { ClearCredential = true }, Stop);
        Assert.True(Host.Sandbox.PasswordEquals(c.Id, ""));
        Assert.Null(c.UserName);

        IReadOnlyList<JsonObject> puts = [.. _tap.Of("PUT").Select(e => e.Json)];
        Assert.Equal([null, "p2", "p3", ""], puts.Select(p => p["password"]?.ToString()));
        Assert.Equal(["u1", "u2", "u2", ""], puts.Select(p => p["username"]!.ToString()));
        Assert.Same(c, await client.UpdateAsync(c, new() { ClearCredential = true }, Stop));
        Assert.Equal(4, _tap.Of("PUT").Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    public async Task EditsFromAFreshList_CostOnePutEach(int count)
    {
        Host.Sandbox.AddConnections(count);
        var client = await ConnectAsync();
        var rows = await client.RowsAsync(new() { Names = [new(TextMatchKind.StartsWith, "bulk_")] });

        foreach (var row in rows)
        {
            await client.UpdateAsync(row, new() { Tags = ["prod"], CustomProperties = Properties(("Environment", ["Prod"])) }, Stop);
        }

        Assert.Equal(count, rows.Count);
        Assert.Equal(count, Asked.Count(a => a.StartsWith("PUT", StringComparison.Ordinal)));
        Assert.Equal(
            ["GET /qrs/custompropertydefinition/full", $"GET {Connections}/full", "GET /qrs/tag"],
            Asked.Where(a => a.StartsWith("GET", StringComparison.Ordinal)).Order()
        );
    }

    [Fact]
    public async Task EditsFromIds_CostGetAndPutEach()
    {
        Guid[] ids = [.. Host.Sandbox.AddConnections(500)];
        var client = await ConnectAsync();

        foreach (var id in ids)
        {
            await client.UpdateAsync(await client.GetAsync(id, detailed: false, Stop), new() { Tags = ["prod"] }, Stop);
        }

        Assert.Equal(
            (500, 501),
            (
                Asked.Count(a => a.StartsWith("PUT", StringComparison.Ordinal)),
                Asked.Count(a => a.StartsWith("GET", StringComparison.Ordinal))
            )
        );
    }

    [Fact]
    public async Task LoginInATransferOrDelete_IsSeenNowhere()
    {
        var seen = new List<string>();
        RequestLog.Observer = new() { Line = line => { lock (seen) { seen.Add(line); } } };
        var client = await ConnectAsync(s => s with { Tap = _tap, Time = _time });
        var definition = Definition("secret") with { Credential = new NetworkCredential("u", Marker) };
        DataConnectionChange change = new() { Credential = new NetworkCredential("u", Marker), LogOn = QlikLogOn.CurrentUser };

        var made = await client.CreateAsync(definition, Stop);
        Show(seen, made, definition, change, client.Session, await client.UpdateAsync(made, change, Stop));
        foreach ((var kind, var id) in new[] { (FaultKind.ResetBefore, "QlikOutcomeUnknown"), (FaultKind.Status, "QlikOutcomeUnknown") })
        {
            Host.Faults.Add(new() { Match = Fault.Matching("POST", null), Kind = kind });
            Show(seen, await FailsAsync(id, () => client.CreateAsync(definition with { Name = "x" + kind }, Stop)));
        }

        foreach (var status in (int[])[400, 401, 403, 404, 409, 500, 503])
        {
            Host.Faults.Add(
                new()
                {
                    Match = Fault.Matching("PUT", null),
                    Status = status,
                    Times = 4,
                    Body = "",
                }
            );
            Show(
                seen,
                await Assert.ThrowsAnyAsync<QlikException>(() =>
                    client.UpdateAsync(made, change with { LogOn = QlikLogOn.ServiceUser }, Stop)
                )
            );
            Host.Faults.Clear();
        }

        string[] keys = [.. _tap.All.Select(e => e.Headers["X-Qlik-Xrfkey"])];
        Assert.Contains(_tap.Of("POST"), e => e.Body.Contains(Marker, StringComparison.Ordinal));
        Assert.Contains(_tap.Of("PUT"), e => e.Body.Contains(Marker, StringComparison.Ordinal));
        Assert.Contains(seen, s => s.Contains("POST /qrs/dataconnection", StringComparison.Ordinal));
        Assert.All(seen, s => Assert.DoesNotContain(Marker, s, StringComparison.Ordinal));
        Assert.All(seen, s => Assert.DoesNotContain(keys, k => s.Contains(k, StringComparison.Ordinal)));
    }

    internal static void Show(List<string> seen, params object[] things)
    {
        lock (seen)
        {
            foreach (var thing in things)
            {
                seen.Add(thing.ToString()!);
                if (thing is QlikException failure)
                {
                    seen.Add($"{failure} {failure.RecommendedAction} {(failure as QlikApiException)?.Path}");
                }

                if (thing is QlikDataConnection c)
                {
                    seen.Add(
                        JsonSerializer.Serialize(
                            new
                            {
                                c.Id,
                                c.Name,
                                c.UserName,
                                c.ConnectionString,
                                c.Tags,
                                c.ModifiedBy,
                                c.CustomProperties,
                                c.Properties,
                            }
                        )
                    );
                }
            }
        }
    }
}

/// <summary>Servers that echo an encoded password [qrs 8.4].</summary>
public sealed class RepositoryEchoTests : OnRepository
{
    private readonly RepositoryTap _tap = new();

    protected override RepositorySandboxOptions Site => new() { EchoPasswords = true };

    [Fact]
    public async Task EchoedPassword_GoesBackFromAFreshGetOfTheSameConnectionOnly()
    {
        var client = await ConnectAsync(s => s with { Tap = _tap });
        var crm = await client.OneAsync("CRM");
        _tap.Clear();

        var after = await client.UpdateAsync(crm, new() { Name = "CRM 2" }, Stop);

        Assert.Equal([("GET", Of(crm)), ("PUT", Of(crm))], _tap.All.Select(e => (e.Method, e.Address.AbsolutePath)));
        Assert.NotEmpty(_tap.All[1].Json["password"]!.ToString());
        Assert.Equal(JsonNode.Parse(_tap.All[0].Answer!)!["password"]!.ToString(), _tap.All[1].Json["password"]!.ToString());
        Assert.True(Host.Sandbox.PasswordEquals(crm.Id, SeedPassword));
        Assert.Equal(("CRM 2", "crm_reader"), (after.Name, after.UserName));
        Assert.True(client.IsCurrent(after));
    }

    [Fact]
    public async Task EveryEdit_CostsGetAndPut_AndKeepsThePassword()
    {
        var client = await ConnectAsync();
        var rows = await client.RowsAsync();
        Host.Sandbox.ClearJournal();

        foreach (var row in rows)
        {
            await client.UpdateAsync(row, new() { Name = row.Name + "!" }, Stop);
        }

        Assert.Equal(rows.SelectMany(r => new[] { $"GET {Of(r)}", $"PUT {Of(r)}" }), Asked);
        Assert.All(rows, r => Assert.True(Host.Sandbox.PasswordEquals(r.Id, r.UserName is null ? "" : SeedPassword)));
    }

    [Fact]
    public async Task EchoedPassword_IsSeenNowhere()
    {
        var seen = new List<string>();
        RequestLog.Observer = new() { Line = line => { lock (seen) { seen.Add(line); } } };
        var client = await ConnectAsync(s => s with { Tap = _tap, Time = new() { SkipWaits = true } });
        var crm = await client.OneAsync("CRM");
        var echoed = JsonNode.Parse(_tap.All[0].Answer!)![0]!["password"]!.ToString();
        var read = await client.GetAsync(crm.Id, false, Stop);
        var written = await client.UpdateAsync(crm, new() { Name = "CRM 2" }, Stop);
        var made = await client.CreateAsync(Definition("e") with { Credential = new NetworkCredential("u", "p") }, Stop);
        var echoedToo = JsonNode.Parse(_tap.Of("POST")[0].Answer!)!["password"]!.ToString();
        foreach (var c in new[] { crm, read, written, made })
        {
            RepositorySecretTests.Show(seen, c);
            seen.Add(Assert.IsType<Repository.OriginalEntity>(c.Entity).Content.ToJsonString());
        }

        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("PUT", null),
                Status = 400,
                Body = "\"no\"",
            }
        );
        RepositorySecretTests.Show(
            seen,
            await FailsAsync("QlikRequestRejected", () => client.UpdateAsync(written, new() { Name = "CRM 3" }, Stop))
        );

        Assert.True(echoed.Length > 20 && echoedToo.Length > 20);
        Assert.All(seen, s => Assert.DoesNotContain(echoed, s, StringComparison.Ordinal));
        Assert.All(seen, s => Assert.DoesNotContain(echoedToo, s, StringComparison.Ordinal));
        Assert.Contains(_tap.Of("PUT"), e => e.Body.Contains(echoed, StringComparison.Ordinal) || e.Json["password"]!.ToString() == echoed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SomebodyElsesChangeSinceTheList_IsSeen(bool sameMember)
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        ChangeBeside(crm.Id, e => e[sameMember ? "name" : "connectionstring"] = "theirs");
        Host.Sandbox.ClearJournal();

        if (sameMember)
        {
            var failure = await FailsAsync("QlikConflict", () => client.UpdateAsync(crm, new() { Name = "ours" }, Stop));
            Assert.Contains(@"ACME\admin", failure.Message, StringComparison.Ordinal);
            Assert.Equal([$"GET {Of(crm)}"], Asked);
            return;
        }

        var after = await client.UpdateAsync(crm, new() { Name = "ours" }, Stop);
        Assert.Equal(("ours", "theirs"), (after.Name, after.ConnectionString));
        Assert.Equal([$"GET {Of(crm)}", $"PUT {Of(crm)}"], Asked);
        Assert.True(Host.Sandbox.PasswordEquals(crm.Id, SeedPassword));
    }

    [Fact]
    public async Task PasswordsAreSetAndCleared_WhereTheyAreEchoedToo()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");

        crm = await client.UpdateAsync(crm, new() { Credential = new NetworkCredential("u", "p") }, Stop);
        Assert.True(Host.Sandbox.PasswordEquals(crm.Id, "p"));
        crm = await client.UpdateAsync(crm, new() { ClearCredential = true }, Stop);
        Assert.True(Host.Sandbox.PasswordEquals(crm.Id, ""));
        Assert.Null(crm.UserName);
    }
}
