using System.Net;
using System.Text.Json.Nodes;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Changes of a connection that somebody else changes at the same time.</summary>
public sealed class RepositoryConflictTests : OnRepositoryUpdate
{
    // Every seeded length of a fraction, none to seven digits.
    [Fact]
    public async Task ModifiedDate_GoesBackToTheDigit()
    {
        var client = await ConnectTappedAsync();
        var rows = await client.RowsAsync();
        var dates = JsonNode
            .Parse(_tap.All[0].Answer!)!
            .AsArray()
            .ToDictionary(e => e!["id"]!.ToString(), e => e!["modifiedDate"]!.ToString());
        int[] digits =
        [
            .. dates
                .Values.Select(d =>
                    d.Length - (d.Contains('.', StringComparison.Ordinal) ? d.IndexOf('.', StringComparison.Ordinal) + 2 : d.Length)
                )
                .Distinct()
                .Order(),
        ];
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

    // 409, then success.
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
        ChangeBeside(
            ledger.Id,
            e => e["customProperties"]!.AsArray().Remove(e["customProperties"]!.AsArray().Single(p => p!["value"]!.ToString() == "Finance"))
        );

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

    // 409 again and again.
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
}
