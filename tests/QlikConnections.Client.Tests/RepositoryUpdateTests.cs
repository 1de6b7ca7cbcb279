using System.Net;
using System.Text.Json.Nodes;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Changes of a connection: GET, change, PUT of the whole entity.</summary>
public sealed class RepositoryUpdateTests : OnRepositoryUpdate
{
    [Fact]
    public async Task Name_IsOnePutOfTheWholeEntity()
    {
        var client = await ConnectTappedAsync();
        var payroll = await client.OneAsync("Payroll");
        var before = JsonNode.Parse(_tap.All[0].Answer!)!.AsArray()[0]!.AsObject();
        _tap.Clear();

        var after = await client.UpdateAsync(payroll, new() { Name = "Payroll Ä" }, Stop);

        var put = Assert.Single(_tap.All);
        Assert.Equal(("PUT", Of(payroll)), (put.Method, put.Address.AbsolutePath));
        before["name"] = "Payroll Ä";
        Assert.True(JsonNode.DeepEquals(before, put.Json), put.Body);
        Assert.DoesNotContain("\"password\"", put.Body, StringComparison.Ordinal);
        Assert.Equal(("Payroll Ä", payroll.Id, payroll.OwnerId), (after.Name, after.Id, after.OwnerId));
        Assert.True(after.Modified > payroll.Modified);
        Assert.True(Host.Sandbox.PasswordEquals(payroll.Id, SeedPassword));
    }

    [Fact]
    public async Task NothingDiffers_SendsNothing()
    {
        var client = await ConnectAsync();
        var payroll = await client.OneAsync("Payroll");
        var owner = await client.Users.ResolveAsync(payroll.OwnerId!, Stop);
        Host.Sandbox.ClearJournal();

        Assert.Same(payroll, await client.UpdateAsync(payroll, new(), Stop));
        Assert.Same(payroll, await client.UpdateAsync(
            payroll,
            new()
            {
                Name = payroll.Name,
                Type = payroll.Type,
                ConnectionString = payroll.ConnectionString,
                Architecture = payroll.Architecture,
                LogOn = payroll.LogOn,
                Owner = owner,
                Tags = [.. payroll.Tags.Reverse()],
                CustomProperties = Properties(("RETENTION", ["days=365"]), ("Department", ["hr"])),
            },
            Stop));

        Assert.Empty(Asked);
    }

    [Fact]
    public async Task SameTagsInOtherCase_SendNoPut()
    {
        var client = await ConnectAsync();
        var payroll = await client.OneAsync("Payroll");

        Assert.Same(payroll, await client.UpdateAsync(payroll, new() { Tags = ["PII", "Prod"] }, Stop));

        Assert.Equal(0, Count("PUT", Of(payroll)));
    }

    [Fact]
    public async Task Everything_AtOnce()
    {
        var client = await ConnectTappedAsync();
        var crm = await client.OneAsync("CRM");
        var zoe = await client.Users.ResolveAsync(@"ACME\zoë", Stop);
        _tap.Clear();

        var after = await client.UpdateAsync(
            crm,
            new()
            {
                Name = "CRM 2",
                ConnectionString = @"\\fs01\crm\",
                Type = "folder",
                Architecture = QlikArchitecture.X86,
                LogOn = QlikLogOn.CurrentUser,
                Owner = zoe,
                Tags = ["R&D", "größe"],
                CustomProperties = Properties(("environment", ["prod", "TEST"])),
                Credential = new NetworkCredential("u", "p-1"),
            },
            Stop);

        var sent = Assert.Single(_tap.Of("PUT")).Json;
        Assert.Equal(
            ("CRM 2", @"\\fs01\crm\", "folder", 1, 1),
            (
                sent["name"]!.ToString(),
                sent["connectionstring"]!.ToString(),
                sent["type"]!.ToString(),
                (int)sent["architecture"]!,
                (int)sent["logOn"]!
            )
        );
        // And the whole condensed user.
        Assert.Equal(
            (zoe.Id, "ACME", "zoë", "Zoë Çelik"),
            (
                sent["owner"]!["id"]!.ToString(),
                sent["owner"]!["userDirectory"]!.ToString(),
                sent["owner"]!["userId"]!.ToString(),
                sent["owner"]!["name"]!.ToString()
            )
        );
        Assert.Equal(["GET", "GET", "PUT"], _tap.All.Select(e => e.Method));
        Assert.Equal(
            ("CRM 2", zoe.Id, "Zoë Çelik", "u", QlikArchitecture.X86, QlikLogOn.CurrentUser),
            (after.Name, after.OwnerId, after.OwnerName, after.UserName, after.Architecture, after.LogOn)
        );
        Assert.Equal(["Größe", "R&D"], after.Tags.Order());
        Assert.Equal(["Prod", "Test"], after.CustomProperties["Environment"].Order());
        Assert.Equal(["Sales"], after.CustomProperties["Department"]);
        Assert.True(Host.Sandbox.PasswordEquals(crm.Id, "p-1"));
    }

    [Fact]
    public async Task OneTag_IsAnArray_AndNoneToo()
    {
        var client = await ConnectTappedAsync();
        var crm = await client.OneAsync("CRM");

        var one = await client.UpdateAsync(crm, new() { Tags = ["PII"] }, Stop);
        var none = await client.UpdateAsync(one, new() { Tags = [] }, Stop);

        Assert.Equal(["pii"], one.Tags);
        Assert.Empty(none.Tags);
        Assert.Equal([1, 0], _tap.Of("PUT").Select(e => Assert.IsType<JsonArray>(e.Json["tags"]).Count));
        Assert.All(_tap.Of("PUT"), e => Assert.EndsWith(Of(crm), e.Address.AbsolutePath, StringComparison.Ordinal));
    }

    [Fact]
    public async Task UnknownTagPropertyOrChoice_StopsBeforeAnythingIsSent()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");

        var tag = await FailsAsync("QlikTagNotFound", () => client.UpdateAsync(crm, new() { Name = "x", Tags = ["prod", "shard"] }, Stop));
        Assert.Contains("shared", tag.Message, StringComparison.Ordinal);
        var property = await FailsAsync(
            "QlikCustomPropertyNotFound",
            () => client.UpdateAsync(crm, new() { CustomProperties = Properties(("Enviroment", ["Prod"])) }, Stop)
        );
        Assert.Contains("Environment", property.Message, StringComparison.Ordinal);
        var choice = await FailsAsync(
            "QlikCustomPropertyInvalid",
            () => client.UpdateAsync(crm, new() { CustomProperties = Properties(("Environment", ["Production"])) }, Stop)
        );
        Assert.Contains("Prod, Test, Dev", choice.Message, StringComparison.Ordinal);
        await FailsAsync("QlikTagNotFound", () => client.CreateAsync(Definition("x") with { Tags = ["nope"] }, Stop));

        Assert.DoesNotContain(Asked, a => a.StartsWith("P", StringComparison.Ordinal));
        Assert.Equal("CRM", (await client.OneAsync("CRM")).Name);
    }

    [Fact]
    public async Task PropertyOfOtherObjects_IsUnknownHere()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");

        await FailsAsync(
            "QlikCustomPropertyNotFound",
            () => client.UpdateAsync(crm, new() { CustomProperties = Properties(("StreamLevel", ["1"])) }, Stop)
        );

        Assert.Equal(0, Count("PUT", Of(crm)));
    }

    // And what is not named is kept.
    [Fact]
    public async Task Properties_AreSetEachForItself_AsTheDefinitionSpellsThem()
    {
        var client = await ConnectTappedAsync();
        var rates = await client.OneAsync("Rates + Fees");
        string[] kept =
        [
            .. JsonNode.Parse(_tap.All[0].Answer!)![0]!["customProperties"]!
                .AsArray()
                .Where(p => p!["value"]!.ToString() is "Finance" or "Prod")
                .Select(p => p!["id"]!.ToString())
                .Order(),
        ];

        var after = await client.UpdateAsync(
            rates,
            new() { CustomProperties = Properties(("retention", ["DAYS=30"]), ("Environment", ["PROD", "dev"])) },
            Stop
        );

        Assert.Equal(["days=30"], after.CustomProperties["Retention"]);
        Assert.Equal(["Dev", "Prod"], after.CustomProperties["Environment"].Order());
        Assert.Equal(["Finance"], after.CustomProperties["Department"]);
        var sent = Assert.Single(_tap.Of("PUT")).Json["customProperties"]!.AsArray();
        Assert.Equal(
            ["days=30", "Dev", "Finance", "Prod"],
            sent.Select(p => p!["value"]!.ToString()).Order(StringComparer.OrdinalIgnoreCase)
        );
        Assert.Equal(kept, sent.Select(p => p!["id"]?.ToString()).OfType<string>().Order());

        var without = await client.UpdateAsync(after, new() { CustomProperties = Properties(("Environment", [])) }, Stop);
        Assert.Equal(["Department", "Retention"], without.CustomProperties.Keys.Order());
    }

    [Fact]
    public async Task ChoiceThatIsNoneAnyMore_DoesNotStopAnotherProperty()
    {
        var client = await ConnectAsync();
        var ledger = await client.OneAsync("Ledger");
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("GET", "custompropertydefinition"),
            Kind = FaultKind.Rewrite,
            Rewrite = body => body.Replace("\"Finance\",", "", StringComparison.Ordinal),
        });

        var after = await client.UpdateAsync(ledger, new() { CustomProperties = Properties(("Environment", ["Test"])) }, Stop);

        Assert.Equal(["Finance"], after.CustomProperties["Department"]);
        Assert.Equal(["Test"], after.CustomProperties["Environment"]);
    }

    [Fact]
    public async Task UnknownMembersOfTheEntity_GoBackUntouched()
    {
        var client = await ConnectTappedAsync();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", null),
                Kind = FaultKind.Rewrite,
                Rewrite = body =>
                    body.Replace(
                        "\"schemaPath\":\"DataConnection\"",
                        "\"schemaPath\":\"DataConnection\",\"future\":{\"n\":1.50,\"d\":\"2026-01-01T00:00:00.1234567Z\",\"l\":[null]}",
                        StringComparison.Ordinal
                    ),
            }
        );

        var crm = await client.OneAsync("CRM");
        await client.UpdateAsync(crm, new() { LogOn = QlikLogOn.CurrentUser }, Stop);

        Assert.Contains(
            "\"future\":{\"n\":1.50,\"d\":\"2026-01-01T00:00:00.1234567Z\",\"l\":[null]}",
            Assert.Single(_tap.Of("PUT")).Body,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task CondensedRow_IsReadBeforeItIsChanged()
    {
        var client = await ConnectAsync();
        var payroll = Assert.Single(await client.RowsAsync(Rows.Named("Payroll") with { Condensed = true }));
        Host.Sandbox.ClearJournal();

        Assert.False(client.IsCurrent(payroll));
        var after = await client.UpdateAsync(
            payroll,
            new()
            {
                Tags = [],
                Architecture = QlikArchitecture.Undefined,
                ClearCredential = true,
            },
            Stop
        );

        Assert.Equal(
            (0, QlikArchitecture.Undefined, null, QlikLogOn.CurrentUser),
            (after.Tags.Count, after.Architecture, after.UserName, after.LogOn)
        );
        Assert.Equal([$"GET {Of(payroll)}", $"PUT {Of(payroll)}"], Asked);
    }

    [Fact]
    public async Task Deleted_IsNotFound_AndForbidden_IsDenied()
    {
        var client = await ConnectAsync();
        var anna = await ConnectAsync(s => s with { UserDirectory = "ACME", UserId = "anna" });
        var crm = await client.OneAsync("CRM");
        var shared = await anna.OneAsync("QVD store");
        await client.DeleteAsync(crm.Id, Stop);

        await FailsAsync("QlikDataConnectionNotFound", () => client.UpdateAsync(crm, new() { Name = "x" }, Stop));
        await FailsAsync("QlikDataConnectionNotFound", () => client.DeleteAsync(crm.Id, Stop));
        await FailsAsync("QlikAccessDenied", () => anna.UpdateAsync(shared, new() { Name = "x" }, Stop));
        await FailsAsync("QlikAccessDenied", () => anna.DeleteAsync(shared.Id, Stop));
    }

    [Fact]
    public async Task CloudOnlyChanges_AreNotSupported()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        Host.Sandbox.ClearJournal();

        await FailsAsync("QlikNotSupported", () => client.UpdateAsync(crm, new() { CredentialId = Guid.NewGuid() }, Stop));

        Assert.Empty(Asked);
    }
}
