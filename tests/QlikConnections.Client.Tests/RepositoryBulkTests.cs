using System.Net;
using System.Text.Json.Nodes;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Creating, and doing things to many (trap 18: requests are counted).</summary>
public sealed class RepositoryBulkTests : OnRepository
{
    private readonly RepositoryTap _tap = new();
    private readonly FakeTime _time = new() { SkipWaits = true };

    [Fact]
    public async Task Create_SendsOnlyWhatWasGiven()
    {
        var client = await ConnectAsync(s => s with { Tap = _tap });

        var made = await client.CreateAsync(Definition("plain"), Stop);

        Assert.Equal(["name", "connectionstring", "type"], Assert.Single(_tap.All).Json.Select(m => m.Key));
        Assert.Equal(
            ("plain", @"INTERNAL\sa_api", QlikArchitecture.Undefined, QlikLogOn.ServiceUser, null),
            (made.Name, made.ModifiedBy, made.Architecture, made.LogOn, made.UserName)
        );
        Assert.NotEqual(Guid.Empty, made.Id);
        Assert.True(client.IsCurrent(made));
    }

    [Fact]
    public async Task Create_Everything_IsOnePost()
    {
        var client = await ConnectAsync(s => s with { Tap = _tap });
        var all = await AllAsync(client);
        Host.Sandbox.ClearJournal();

        var made = await client.CreateAsync(all, Stop);

        AssertAll(made);
        Assert.Equal(["GET /qrs/tag", "GET /qrs/custompropertydefinition/full", $"POST {Connections}"], Asked);
        var sent = Assert.Single(_tap.Of("POST")).Json;
        Assert.Equal((1, 3), (Assert.IsType<JsonArray>(sent["tags"]).Count, Assert.IsType<JsonArray>(sent["customProperties"]).Count));
    }

    [Fact]
    public async Task RefusedCreation_CreatesNothing_AndSaysWhy()
    {
        var anna = await ConnectAsync(s => s with { UserDirectory = "ACME", UserId = "anna" });

        var failure = await FailsAsync<QlikApiException>(
            "QlikAccessDenied",
            () => anna.CreateAsync(Definition("f") with { Type = "folder", ConnectionString = @"C:\x\" }, Stop)
        );

        Assert.Contains("may not create folder connections", failure.Message, StringComparison.Ordinal);
        Assert.Equal([$"POST {Connections}"], Asked);
    }

    [Fact]
    public async Task RateLimit_IsWaitedFor_ByACreationToo()
    {
        var client = await ConnectAsync(s => s with { Time = _time });
        Host.Faults.Add(new() { Match = Fault.Matching("POST", null), Kind = FaultKind.RateLimit, Seconds = 7 });

        await client.CreateAsync(Definition("later"), Stop);

        Assert.Contains(_time.Waits, w => w >= TimeSpan.FromSeconds(7) && w <= TimeSpan.FromSeconds(7.25));
        Assert.Equal([$"POST {Connections}"], Asked);
    }

    [Fact]
    public async Task Transfer_KeepsTheOrder_AndReturnsTheOutcomeOfEach()
    {
        var client = await ConnectAsync();
        var rows = await client.RowsAsync(new() { Names = [new(TextMatchKind.StartsWith, "tmp_")] });
        var anna = await client.Users.ResolveAsync(@"ACME\anna", Stop);
        var none = new Guid("11111111-1111-1111-1111-111111111111");
        Host.Sandbox.ClearJournal();

        var outcomes = await client.TransferAsync(
            [
                .. rows.Take(2).Select(r => new Transfer(r.Id, anna, null, r)),
                new(none, anna, null),
                .. rows.Skip(2).Select(r => new Transfer(r.Id, anna, null)),
            ],
            Stop
        );

        Assert.Equal([rows[0].Id, rows[1].Id, none, rows[2].Id, rows[3].Id], outcomes.Select(o => o.Id));
        Assert.Equal("QlikDataConnectionNotFound", outcomes[2].Failure!.ErrorId);
        Assert.All(outcomes.Where(o => o.Id != none), o => Assert.Equal((true, anna.Id), (o.Failure is null, o.Result!.OwnerId)));
        Assert.Equal(
            (4, 3),
            (
                Asked.Count(a => a.StartsWith("PUT", StringComparison.Ordinal)),
                Asked.Count(a => a.StartsWith("GET", StringComparison.Ordinal))
            )
        );
    }

    [Fact]
    public async Task Transfer_OfManyFromAList_IsOnePutEach_AndNoneForWhatIsTheirsAlready()
    {
        Host.Sandbox.AddConnections(200);
        var client = await ConnectAsync();
        var rows = await client.RowsAsync(new() { Names = [new(TextMatchKind.StartsWith, "bulk_")] });
        var anna = await client.Users.ResolveAsync(@"ACME\anna", Stop);
        Host.Sandbox.ClearJournal();

        var outcomes = await client.TransferAsync([.. rows.Select(r => new Transfer(r.Id, anna, null, r))], Stop);
        Assert.Equal(rows.Select(r => r.Id), outcomes.Select(o => o.Id));
        Assert.Equal(200, Asked.Count);

        outcomes = await client.TransferAsync([.. outcomes.Select(o => new Transfer(o.Id, anna, null, o.Result))], Stop);
        Assert.All(outcomes, o => Assert.Null(o.Failure));
        Assert.Equal(200, Asked.Count);
    }

    [Fact]
    public async Task TransferToASpace_IsNotSupported_ForEach()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        Host.Sandbox.ClearJournal();

        var outcome = Assert.Single(await client.TransferAsync([new(crm.Id, null, new QlikSpace { Id = "s", Name = "s" }, crm)], Stop));

        Assert.Equal("QlikNotSupported", outcome.Failure!.ErrorId);
        Assert.Empty(Asked);
    }

    [Fact]
    public async Task DeleteMany_KeepsTheOrder_AndReturnsTheOutcomeOfEach()
    {
        Guid[] ids = [.. Host.Sandbox.AddConnections(30)];
        var client = await ConnectAsync();
        var none = new Guid("11111111-1111-1111-1111-111111111111");

        var outcomes = await client.DeleteManyAsync([.. ids.Take(10), none, .. ids.Skip(10)], Stop);

        Assert.Equal([.. ids.Take(10), none, .. ids.Skip(10)], outcomes.Select(o => o.Id));
        var failed = Assert.Single(outcomes, o => o.Failure is not null);
        Assert.Equal((none, "QlikDataConnectionNotFound"), (failed.Id, failed.Failure!.ErrorId));
        Assert.Equal(31, Asked.Count);
        Assert.Equal(46, Assert.Single(await client.PagesAsync(new() { CountOnly = true })).Total);
    }

    [Fact]
    public async Task ServiceRestart_IsRiddenOut()
    {
        var client = await ConnectAsync(s => s with { Time = _time });
        var crm = await client.OneAsync("CRM");
        Host.Faults.Add(new() { Status = 503, Times = 2 });

        Assert.Equal("CRM 2", (await client.UpdateAsync(crm, new() { Name = "CRM 2" }, Stop)).Name);

        Assert.Equal((2, 1), (Host.Faults.Applied, Count("PUT", Of(crm))));
    }

    internal static async Task<DataConnectionDefinition> AllAsync(IDataConnectionClient client) => Definition("all") with
    {
        Architecture = QlikArchitecture.X64,
        LogOn = QlikLogOn.CurrentUser,
        Credential = new NetworkCredential("u", "p"),
        Owner = await client.Users.ResolveAsync(@"ACME\zoë", Stop),
        Tags = ["PROD", "prod"],
        CustomProperties = Properties(("Department", ["sales"]), ("environment", ["Prod", "test"])),
    };

    internal void AssertAll(QlikDataConnection made)
    {
        Assert.Equal(
            ("all", "Zoë Çelik", QlikArchitecture.X64, QlikLogOn.CurrentUser, "u"),
            (made.Name, made.OwnerName, made.Architecture, made.LogOn, made.UserName)
        );
        Assert.Equal(["prod"], made.Tags);
        Assert.Equal(["Sales"], made.CustomProperties["Department"]);
        Assert.Equal(["Prod", "Test"], made.CustomProperties["Environment"].Order());
        Assert.True(Host.Sandbox.PasswordEquals(made.Id, "p"));
    }
}

/// <summary>A server that takes the published schema of a creation at its word.</summary>
public sealed class RepositoryStrictCreateTests : OnRepository
{
    protected override RepositorySandboxOptions Site => new() { IgnoreReferencesOnCreate = true };

    [Fact]
    public async Task WhatWasIgnored_IsAddedByOnePut()
    {
        var client = await ConnectAsync();
        var all = await RepositoryBulkTests.AllAsync(client);
        Host.Sandbox.ClearJournal();

        var made = await client.CreateAsync(all, Stop);

        Assert.Equal(("Zoë Çelik", "u"), (made.OwnerName, made.UserName));
        Assert.Equal(["prod"], made.Tags);
        Assert.Equal(["Prod", "Test"], made.CustomProperties["Environment"].Order());
        Assert.True(Host.Sandbox.PasswordEquals(made.Id, "p"));
        Assert.Equal(["GET /qrs/tag", "GET /qrs/custompropertydefinition/full", $"POST {Connections}", $"PUT {Of(made)}"], Asked);
    }

    [Fact]
    public async Task PlainCreation_IsOnePost()
    {
        var client = await ConnectAsync();

        await client.CreateAsync(Definition("plain"), Stop);

        Assert.Equal([$"POST {Connections}"], Asked);
    }
}
