using System.Net;
using System.Text.Json.Nodes;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>
/// Changing connections: GET, change, PUT, with the lock. Numbers in remarks are those of the traps of this API:
/// 1 single tag is an array, 2 property value with "=", 3 dates survive, 5 unknown names stop the edit, 8 clearing sends empty texts,
/// 9 owner resolved before the PUT, 13 id and full path, 14 409 once and twice, 15 nothing sent when nothing differs.
/// 4 and 11 are in RepositoryFilterTests, 6 in RepositoryReadTests, 7 and 16 in RepositorySecretTests, 10, 12 and 17 in
/// RepositorySignInTests and RepositoryProxyTests, 18 in RepositoryBulkTests and RepositoryFilterTests.
/// </summary>
public sealed class RepositoryUpdateTests : OnRepository
{
    private readonly RepositoryTap _tap = new();
    private readonly FakeTime _time = new() { SkipWaits = true };

    // Exactly: the strictest reading of the lock.
    protected override RepositorySandboxOptions Site => new() { ExactLock = true };

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

    // Trap 3: every seeded length of a fraction, none to seven digits.
    [Fact]
    public async Task ModifiedDate_GoesBackToTheDigit()
    {
        var client = await ConnectTappedAsync();
        var rows = await client.RowsAsync();
        var dates = JsonNode.Parse(_tap.All[0].Answer!)!.AsArray().ToDictionary(e => e!["id"]!.ToString(), e => e!["modifiedDate"]!.ToString());
        int[] digits = [.. dates.Values.Select(d => d.Length - (d.Contains('.', StringComparison.Ordinal) ? d.IndexOf('.', StringComparison.Ordinal) + 2 : d.Length)).Distinct().Order()];
        Assert.Equal((0, 7), (digits[0], digits[^1]));
        _tap.Clear();

        foreach (var row in rows)
        {
            await client.UpdateAsync(row, new() { Name = row.Name + " 2" }, Stop);
        }

        Assert.Equal(rows.Count, _tap.All.Count);
        Assert.All(_tap.All, e => Assert.Equal(dates[e.Json["id"]!.ToString()], e.Json["modifiedDate"]!.ToString()));
        Assert.All(Host.Sandbox.Requests.Where(r => r.Method == "PUT"), r => Assert.Equal(200, r.Status));
    }

    // Trap 15, at this level.
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
        Assert.Equal(("CRM 2", @"\\fs01\crm\", "folder", 1, 1), (sent["name"]!.ToString(), sent["connectionstring"]!.ToString(), sent["type"]!.ToString(), (int)sent["architecture"]!, (int)sent["logOn"]!));
        // Trap 9, and the whole condensed user.
        Assert.Equal((zoe.Id, "ACME", "zoë", "Zoë Çelik"), (sent["owner"]!["id"]!.ToString(), sent["owner"]!["userDirectory"]!.ToString(), sent["owner"]!["userId"]!.ToString(), sent["owner"]!["name"]!.ToString()));
        Assert.Equal(["GET", "GET", "PUT"], _tap.All.Select(e => e.Method));
        Assert.Equal(("CRM 2", zoe.Id, "Zoë Çelik", "u", QlikArchitecture.X86, QlikLogOn.CurrentUser), (after.Name, after.OwnerId, after.OwnerName, after.UserName, after.Architecture, after.LogOn));
        Assert.Equal(["Größe", "R&D"], after.Tags.Order());
        Assert.Equal(["Prod", "Test"], after.CustomProperties["Environment"].Order());
        Assert.Equal(["Sales"], after.CustomProperties["Department"]);
        Assert.True(Host.Sandbox.PasswordEquals(crm.Id, "p-1"));
    }

    // Traps 1 and 13.
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

    // Trap 5.
    [Fact]
    public async Task UnknownTagPropertyOrChoice_StopsBeforeAnythingIsSent()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");

        var tag = await FailsAsync("QlikTagNotFound", () => client.UpdateAsync(crm, new() { Name = "x", Tags = ["prod", "shard"] }, Stop));
        Assert.Contains("shared", tag.Message, StringComparison.Ordinal);
        var property = await FailsAsync("QlikCustomPropertyNotFound", () => client.UpdateAsync(crm, new() { CustomProperties = Properties(("Enviroment", ["Prod"])) }, Stop));
        Assert.Contains("Environment", property.Message, StringComparison.Ordinal);
        var choice = await FailsAsync("QlikCustomPropertyInvalid", () => client.UpdateAsync(crm, new() { CustomProperties = Properties(("Environment", ["Production"])) }, Stop));
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

        await FailsAsync("QlikCustomPropertyNotFound", () => client.UpdateAsync(crm, new() { CustomProperties = Properties(("StreamLevel", ["1"])) }, Stop));

        Assert.Equal(0, Count("PUT", Of(crm)));
    }

    // Trap 2, and what is not named is kept.
    [Fact]
    public async Task Properties_AreSetEachForItself_AsTheDefinitionSpellsThem()
    {
        var client = await ConnectTappedAsync();
        var rates = await client.OneAsync("Rates + Fees");
        string[] kept = [.. JsonNode.Parse(_tap.All[0].Answer!)![0]!["customProperties"]!.AsArray().Where(p => p!["value"]!.ToString() is "Finance" or "Prod").Select(p => p!["id"]!.ToString()).Order()];

        var after = await client.UpdateAsync(rates, new() { CustomProperties = Properties(("retention", ["DAYS=30"]), ("Environment", ["PROD", "dev"])) }, Stop);

        Assert.Equal(["days=30"], after.CustomProperties["Retention"]);
        Assert.Equal(["Dev", "Prod"], after.CustomProperties["Environment"].Order());
        Assert.Equal(["Finance"], after.CustomProperties["Department"]);
        var sent = Assert.Single(_tap.Of("PUT")).Json["customProperties"]!.AsArray();
        Assert.Equal(["days=30", "Dev", "Finance", "Prod"], sent.Select(p => p!["value"]!.ToString()).Order(StringComparer.OrdinalIgnoreCase));
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
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("GET", null),
            Kind = FaultKind.Rewrite,
            Rewrite = body => body.Replace("\"schemaPath\":\"DataConnection\"", "\"schemaPath\":\"DataConnection\",\"future\":{\"n\":1.50,\"d\":\"2026-01-01T00:00:00.1234567Z\",\"l\":[null]}", StringComparison.Ordinal),
        });

        var crm = await client.OneAsync("CRM");
        await client.UpdateAsync(crm, new() { LogOn = QlikLogOn.CurrentUser }, Stop);

        Assert.Contains("\"future\":{\"n\":1.50,\"d\":\"2026-01-01T00:00:00.1234567Z\",\"l\":[null]}", Assert.Single(_tap.Of("PUT")).Body, StringComparison.Ordinal);
    }

    // Trap 14: 409, then success.
    [Fact]
    public async Task OtherMemberChangedBySomebodyElse_BothAreKept()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        ChangeBeside(crm.Id, e => e["connectionstring"] = "new statement");
        Host.Sandbox.ClearJournal();

        var after = await client.UpdateAsync(crm, new() { Name = "CRM 2", CustomProperties = Properties(("Environment", ["Prod"])) }, Stop);

        Assert.Equal(("CRM 2", "new statement"), (after.Name, after.ConnectionString));
        Assert.Equal(["Sales"], after.CustomProperties["Department"]);
        Assert.Equal(["Prod"], after.CustomProperties["Environment"]);
        Assert.Equal(["GET /qrs/custompropertydefinition/full", $"PUT {Of(crm)}", $"GET {Of(crm)}", $"PUT {Of(crm)}"], Asked);
    }

    [Fact]
    public async Task OtherPropertyChangedBySomebodyElse_BothAreKept()
    {
        var client = await ConnectAsync();
        var ledger = await client.OneAsync("Ledger");
        ChangeBeside(ledger.Id, e => e["customProperties"]!.AsArray().Remove(e["customProperties"]!.AsArray().Single(p => p!["value"]!.ToString() == "Finance")));

        var after = await client.UpdateAsync(ledger, new() { CustomProperties = Properties(("Environment", ["Test"])) }, Stop);

        Assert.Equal(["Environment"], after.CustomProperties.Keys);
        Assert.Equal(["Test"], after.CustomProperties["Environment"]);
    }

    [Theory]
    [InlineData("name", "\"theirs\"")]
    [InlineData("tags", "[]")]
    [InlineData("customProperties", "[]")]
    [InlineData("logOn", "1")]
    public async Task SameMemberChangedBySomebodyElse_IsAConflict_AndNothingIsWritten(string member, string value)
    {
        var client = await ConnectAsync();
        var ledger = await client.OneAsync("CRM");
        ChangeBeside(ledger.Id, e => e[member] = JsonNode.Parse(value));
        Host.Sandbox.ClearJournal();
        DataConnectionChange change = member switch
        {
            "name" => new() { Name = "ours" },
            "tags" => new() { Tags = ["pii"] },
            "customProperties" => new() { CustomProperties = Properties(("Department", ["HR"])) },
            _ => new() { LogOn = QlikLogOn.CurrentUser, Name = "CRM" },
        };

        if (member == "logOn")
        {
            // Somebody else wanted the same.
            Assert.Equal(QlikLogOn.CurrentUser, (await client.UpdateAsync(ledger, change, Stop)).LogOn);
        }
        else
        {
            var failure = await FailsAsync("QlikConflict", () => client.UpdateAsync(ledger, change, Stop));
            Assert.Contains(@"ACME\admin", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal((1, 1), (Count("PUT", Of(ledger)), Count("GET", Of(ledger))));
        Assert.Equal(@"ACME\admin", (await client.GetAsync(ledger.Id, false, Stop)).ModifiedBy);
    }

    // Trap 14: 409 again and again.
    [Fact]
    public async Task ConflictForEver_EndsAfterTwoRepeats()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        var round = 0;
        Host.Faults.Add(new()
        {
            Times = 99,
            Kind = FaultKind.Rewrite,
            Match = (method, _) =>
            {
                if (method == "PUT")
                {
                    ChangeBeside(crm.Id, e => e["connectionstring"] = $"round {++round}");
                }

                return false;
            },
        });

        var failure = await FailsAsync<QlikApiException>("QlikConflict", () => client.UpdateAsync(crm, new() { Name = "ours" }, Stop));

        Assert.Equal(HttpStatusCode.Conflict, failure.StatusCode);
        Assert.Equal(3, round);
        var now = await client.GetAsync(crm.Id, false, Stop);
        Assert.Equal(("CRM", "round 3"), (now.Name, now.ConnectionString));
    }

    [Theory]
    [InlineData(FaultKind.ResetAfter)]
    [InlineData(FaultKind.Truncate)]
    public async Task LostResponseOfAPut_IsSuccess_WithoutASecondChange(FaultKind kind)
    {
        var client = await ConnectAsync(s => s with { Time = _time });
        var crm = await client.OneAsync("CRM");
        Host.Sandbox.ClearJournal();
        Host.Faults.Add(new() { Match = Fault.Matching("PUT", null), Kind = kind });

        var after = await client.UpdateAsync(crm, new() { Name = "Zoë & CRM", Tags = ["pii"] }, Stop);

        Assert.Equal("Zoë & CRM", after.Name);
        Assert.Equal([200, 409], Host.Sandbox.Requests.Where(r => r.Method == "PUT").Select(r => r.Status));
        Assert.Equal(1, Count("GET", Of(crm)));
        Assert.False(client.IsCurrent(crm));
        Assert.True(client.IsCurrent(after));
    }

    [Fact]
    public async Task LostResponseOfAPassword_SetsItAgain()
    {
        var client = await ConnectAsync(s => s with { Time = _time });
        var crm = await client.OneAsync("CRM");
        Host.Faults.Add(new() { Match = Fault.Matching("PUT", null), Kind = FaultKind.ResetAfter });

        await client.UpdateAsync(crm, new() { Credential = new NetworkCredential("u", "p") }, Stop);

        Assert.Equal([200, 409, 200], Host.Sandbox.Requests.Where(r => r.Method == "PUT").Select(r => r.Status));
        Assert.True(Host.Sandbox.PasswordEquals(crm.Id, "p"));
    }

    [Fact]
    public async Task WithoutModifiedDate_NothingIsWritten()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("GET", Connections),
            Times = 9,
            Kind = FaultKind.Rewrite,
            Rewrite = body => body.Replace("\"modifiedDate\"", "\"modified\"", StringComparison.Ordinal),
        });
        var crm = await client.OneAsync("CRM");

        await FailsAsync("QlikUnexpectedResponse", () => client.UpdateAsync(crm, new() { Name = "x" }, Stop));

        Assert.DoesNotContain(Asked, a => a.StartsWith("PUT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CondensedRow_IsReadBeforeItIsChanged()
    {
        var client = await ConnectAsync();
        var payroll = Assert.Single(await client.RowsAsync(Rows.Named("Payroll") with { Condensed = true }));
        Host.Sandbox.ClearJournal();

        Assert.False(client.IsCurrent(payroll));
        var after = await client.UpdateAsync(payroll, new() { Tags = [], Architecture = QlikArchitecture.Undefined, ClearCredential = true }, Stop);

        Assert.Equal((0, QlikArchitecture.Undefined, null, QlikLogOn.CurrentUser), (after.Tags.Count, after.Architecture, after.UserName, after.LogOn));
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
    public async Task LostResponseOfADelete_IsSuccess()
    {
        var client = await ConnectAsync(s => s with { Time = _time });
        var crm = await client.OneAsync("CRM");
        Host.Faults.Add(new() { Match = Fault.Matching("DELETE", null), Kind = FaultKind.ResetAfter });

        await client.DeleteAsync(crm.Id, Stop);

        Assert.Equal([204, 404], Host.Sandbox.Requests.Where(r => r.Method == "DELETE").Select(r => r.Status));
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

    private Task<IDataConnectionClient> ConnectTappedAsync() => ConnectAsync(s => s with { Tap = _tap, Time = _time });

    [Theory]
    [InlineData(FaultKind.StatusAfter, 200, 1, null)]
    [InlineData(FaultKind.StatusAfter, 504, 4, null)]
    [InlineData(FaultKind.Status, 200, 4, "QlikOutcomeUnknown")]
    [InlineData(FaultKind.Status, 504, 4, "QlikOutcomeUnknown")]
    public async Task NoUsableResponse_TheConnectionItselfSaysWhetherItWasChanged(FaultKind kind, int status, int times, string? errorId)
    {
        var client = await ConnectAsync(s => s with { Time = new FakeTime { SkipWaits = true } });
        var made = await client.CreateAsync(Definition("before"), Stop);
        Host.Faults.Add(new() { Match = Fault.Matching("PUT", null), Kind = kind, Status = status, Body = "{", Times = times });

        var failure = await Record.ExceptionAsync(() => client.UpdateAsync(made, new() { Name = "after" }, Stop));

        Assert.Equal(errorId, (failure as QlikException)?.ErrorId);
        Assert.Equal(errorId is null ? "after" : "before", (await client.GetAsync(made.Id, detailed: false, Stop)).Name);
    }
}
