using System.Net;
using System.Text.Json.Nodes;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Single changes of a site of which every response was lost, and entities that are only a part of themselves.</summary>
public sealed class RepositorySettledChangeTests : OnRepository
{
    private readonly RepositoryTap _tap = new();

    [Theory]
    [InlineData(FaultKind.ResetAfter, 0)]
    [InlineData(FaultKind.StatusAfter, 500)]
    [InlineData(FaultKind.StatusAfter, 503)]
    public async Task Delete_ThatIsMade_IsDone(FaultKind kind, int status)
    {
        (var client, var crm) = await StartAsync();
        Lose("DELETE", kind, status);

        await client.DeleteAsync(crm.Id, Stop);

        Assert.DoesNotContain(await client.RowsAsync(), r => r.Id == crm.Id);
    }

    [Theory]
    [InlineData(FaultKind.ResetBefore, 0)]
    [InlineData(FaultKind.Status, 500)]
    public async Task Delete_ThatIsNotMade_IsUnknown(FaultKind kind, int status)
    {
        (var client, var crm) = await StartAsync();
        Lose("DELETE", kind, status);

        await FailsAsync("QlikOutcomeUnknown", () => client.DeleteAsync(crm.Id, Stop));

        Assert.Contains(await client.RowsAsync(), r => r.Id == crm.Id);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task WhatCannotBeRead_IsUnknown(string method)
    {
        (var client, var crm) = await StartAsync();
        Lose(method, FaultKind.ResetAfter, 0);
        Lose("GET", FaultKind.ResetBefore, 0);

        await FailsAsync(
            "QlikOutcomeUnknown",
            () => method == "PUT" ? client.UpdateAsync(crm, new() { Name = "after" }, Stop) : client.DeleteAsync(crm.Id, Stop)
        );
    }

    [Fact]
    public async Task Put_RefusedAtTheRepeat_IsReadBeforeItIsCalledAFailure()
    {
        (var client, var crm) = await StartAsync();
        Host.Faults.Add(new() { Match = Fault.Matching("PUT", null), Kind = FaultKind.ResetAfter });
        Host.Faults.Add(new() { Match = Fault.Matching("PUT", null), Status = 403 });

        Assert.Equal("after", (await client.UpdateAsync(crm, new() { Name = "after" }, Stop)).Name);
    }

    [Fact]
    public async Task Password_CannotBeReadBack()
    {
        (var client, var crm) = await StartAsync();
        Lose("PUT", FaultKind.StatusAfter, 504);

        await FailsAsync(
            "QlikOutcomeUnknown",
            () => client.UpdateAsync(crm, new() { Credential = new NetworkCredential("svc", "made up") }, Stop)
        );
    }

    [Theory]
    [InlineData("tags", false)]
    [InlineData("tags", true)]
    [InlineData("customProperties", false)]
    [InlineData("customProperties", true)]
    [InlineData("modifiedDate", false)]
    public async Task EntityWithoutOneOfItsLists_IsNotWrittenBack(string member, bool isNull)
    {
        var client = await ConnectAsync(s => s with { Tap = _tap });
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", "dataconnection"),
                Kind = FaultKind.Rewrite,
                Times = 99,
                Rewrite = body => Without(body, member, isNull),
            }
        );
        var crm = await client.OneAsync("CRM");

        await FailsAsync("QlikUnexpectedResponse", () => client.UpdateAsync(crm, new() { Name = "after" }, Stop));
        var outcome = Assert.Single(
            await client.TransferAsync([new(crm.Id, await client.Users.ResolveAsync(@"ACME\anna", Stop), null, crm)], Stop)
        );

        Assert.Equal("QlikUnexpectedResponse", outcome.Failure?.ErrorId);
        Assert.DoesNotContain(_tap.All, e => e.Method == "PUT");
    }

    /// <summary>Only the response to the creation is short; what is read afterwards is whole.</summary>
    [Fact]
    public async Task CreationReturnedWithoutLists_IsCompletedFromTheWholeEntity()
    {
        var client = await ConnectAsync(s => s with { Tap = _tap });
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("POST", null),
                Kind = FaultKind.Rewrite,
                Rewrite = body => Without(Without(body, "tags", false), "customProperties", false),
            }
        );
        var tag = (await client.RowsAsync()).SelectMany(r => r.Tags).First();

        var made = await client.CreateAsync(Definition("new") with { Tags = [tag] }, Stop);

        Assert.Equal([tag], made.Tags);
        Assert.Equal([tag], (await client.GetAsync(made.Id, detailed: false, Stop)).Tags);
    }

    [Fact]
    public async Task List_WithUnusableAndRepeatedRows_GivesTheRestAndSaysSo()
    {
        var client = await ConnectAsync();
        var count = (await client.RowsAsync()).Count;
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", "dataconnection/full"),
                Kind = FaultKind.Rewrite,
                Rewrite = body =>
                {
                    var rows = JsonNode.Parse(body)!.AsArray();
                    rows.Add(rows[0]!.DeepClone());
                    rows.Add(new JsonObject { ["name"] = "no id" });
                    return rows.ToJsonString();
                },
            }
        );

        var pages = await client.PagesAsync(new());

        Assert.Equal(count, pages.Sum(p => p.Items.Count));
        Assert.Equal(count, pages.SelectMany(p => p.Items).Select(i => i.Id).Distinct().Count());
        Assert.Equal("QlikPartialResult", Assert.Single(pages.SelectMany(p => p.Failures)).ErrorId);
    }

    [Theory]
    [InlineData("users")]
    [InlineData("tags")]
    public async Task TableWithAnUnusableRow_IsPartial(string table)
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", "qrs/(user|tag)"),
                Kind = FaultKind.Rewrite,
                Rewrite = body => """[{"name":"no id"},""" + body[1..],
            }
        );
        var crm = await client.OneAsync("CRM");

        await FailsAsync(
            "QlikPartialResult",
            async () =>
            {
                if (table == "tags")
                {
                    await client.UpdateAsync(crm, new() { Tags = ["stale"] }, Stop);
                }
                else
                {
                    await ReadAsync(client.Users.ListAsync(null, Stop));
                }
            }
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ByteOrderMarkAndHalves_AreCopedWith(bool isHalf)
    {
        var client = await ConnectAsync(s => s with { Time = new FakeTime { SkipWaits = true } });
        var count = (await client.RowsAsync()).Count;
        Host.Faults.Add(new() { Kind = FaultKind.Rewrite, Rewrite = body => isHalf ? body[..(body.Length / 2)] : "\uFEFF" + body });

        Assert.Equal(count, (await client.RowsAsync()).Count);
    }

    private static async Task ReadAsync(IAsyncEnumerable<QlikUser> users)
    {
        await foreach (var user in users)
        {
            Assert.NotEmpty(user.Id);
        }
    }

    private static string Without(string body, string member, bool isNull)
    {
        var answer = JsonNode.Parse(body)!;
        foreach (var entity in answer is JsonArray rows ? rows.OfType<JsonObject>() : [answer.AsObject()])
        {
            entity.Remove(member);
            if (isNull)
            {
                entity[member] = null;
            }
        }
        return answer.ToJsonString();
    }

    private async Task<(IDataConnectionClient Client, QlikDataConnection Crm)> StartAsync()
    {
        var client = await ConnectAsync(s => s with { Time = new FakeTime { SkipWaits = true } });
        return (client, await client.OneAsync("CRM"));
    }

    private void Lose(string method, FaultKind kind, int status) =>
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching(method, null),
                Kind = kind,
                Status = status,
                Times = 99,
            }
        );
}
