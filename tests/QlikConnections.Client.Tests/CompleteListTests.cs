using System.Text.Json.Nodes;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>A list is complete, or it ends with an error; and what is damaged on the way is asked for again.</summary>
public sealed class CompleteListTests : OnSandbox
{
    private readonly FakeTime _time = new() { SkipWaits = true };
    private readonly WireTap _tap = new();

    protected override CloudSandbox CreateTenant()
    {
        var tenant = EmptyTenant();
        tenant.AddConnections(250);
        return tenant;
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"href\":null}")]
    [InlineData("{\"href\":\"\"}")]
    [InlineData("\"\"")]
    [InlineData("17")]
    public async Task NextLinkMissingInTheMiddle_IsPartial(string next)
    {
        var client = await StartAsync();
        Rewrite(page => page["links"]!["next"] = JsonNode.Parse(next), times: 1);

        (var rows, var errorId) = await ReadAsync(client);

        Assert.Equal((100, "QlikPartialResult"), (rows, errorId));
    }

    [Fact]
    public async Task LinksMissingOnTheSecondPage_IsPartial()
    {
        var client = await StartAsync();
        var page = 0;
        Rewrite(p =>
        {
            if (++page == 2)
            {
                p.AsObject().Remove("links");
            }
        });

        Assert.Equal((200, "QlikPartialResult"), await ReadAsync(client));
    }

    /// <summary>An object of another kind must not be taken for an empty list.</summary>
    [Theory]
    [InlineData("data-connections")]
    [InlineData("spaces")]
    [InlineData("users")]
    [InlineData("data-sources")]
    public async Task ObjectWithoutRows_IsNoEmptyList(string list)
    {
        var client = await StartAsync();
        Host.Faults.Add(new() { Match = Fault.Matching("GET", $"^/api/v1/{list}"), Status = 200, Body = "{}", Times = int.MaxValue });

        var failure = await Assert.ThrowsAnyAsync<QlikException>(() => list switch
        {
            "data-connections" => client.RowsAsync(new() { IncludeNames = false }),
            "spaces" => client.Spaces.ResolveAsync("Finance", Stop),
            "users" => client.Users.ResolveAsync("Anna Berg", Stop),
            _ => client.DataSources.ListAsync(includeDisabled: false, refresh: true, Stop),
        });

        Assert.Equal("QlikUnexpectedResponse", failure.ErrorId);
    }

    [Fact]
    public async Task CountAsText_CountsToo()
    {
        var client = await StartAsync();
        Rewrite(page => page["meta"]!["count"] = page["meta"]!["count"]!.ToString());
        Assert.Equal((250, null), await ReadAsync(client));

        Host.Faults.Clear();
        Rewrite(page =>
        {
            page["meta"]!["count"] = "250";
            page["links"]!["next"] = null;
        });
        Assert.Equal((100, "QlikPartialResult"), await ReadAsync(client));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"count\":null}")]
    [InlineData("{\"count\":\"many\"}")]
    [InlineData("{\"count\":[]}")]
    [InlineData("{\"count\":100}")]
    public async Task CountThatSaysNothing_IsNoReasonToComplain(string meta)
    {
        var client = await StartAsync();
        Rewrite(page => page["meta"] = JsonNode.Parse(meta));

        Assert.Equal((250, null), await ReadAsync(client));
    }

    /// <summary>Deleted while the list was read: the last page announces less than the first.</summary>
    [Fact]
    public async Task RowsDeletedMeanwhile_AreNotMissed()
    {
        var client = await StartAsync();
        var page = 0;
        Rewrite(p =>
        {
            page++;
            p["meta"]!["count"] = page == 3 ? 230 : 250;
            if (page == 3)
            {
                p["data"] = new JsonArray([.. p["data"]!.AsArray().Take(30).Select(r => r!.DeepClone())]);
            }
        });

        Assert.Equal((230, null), await ReadAsync(client));
    }

    [Fact]
    public async Task RowsOnTwoPages_ComeOutOnce_AndAreNotCountedTwice()
    {
        var client = await StartAsync();
        JsonArray? first = null;
        Rewrite(page =>
        {
            if (first is null)
            {
                first = (JsonArray)page["data"]!.DeepClone();
            }
            else
            {
                page["data"] = new JsonArray([.. first.Take(50).Concat(page["data"]!.AsArray()).Select(r => r!.DeepClone())]);
            }
        });
        Assert.Equal((250, null), await ReadAsync(client));

        // The second page is the first again, so a hundred are missing.
        Host.Faults.Clear();
        var number = 0;
        Rewrite(page =>
        {
            if (++number == 2)
            {
                page["data"] = first!.DeepClone();
            }
        });
        Assert.Equal((150, "QlikPartialResult"), await ReadAsync(client));
    }

    [Fact]
    public async Task EmptyPageInTheMiddle_IsPassedOver()
    {
        var client = await StartAsync();
        var page = 0;
        Rewrite(p =>
        {
            if (++page == 1)
            {
                p["data"] = new JsonArray();
                p["meta"]!["count"] = 150;
            }
            else
            {
                p["meta"]!["count"] = 150;
            }
        });

        Assert.Equal((150, null), await ReadAsync(client));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EndlessChainOfPagesWithNothingNew_Ends(bool isEmpty)
    {
        var page = 0;
        await using var server = await PlainServer.StartSignedInAsync(context =>
            PlainServer.JsonAsync(
                context,
                "{\"data\":["
                    + (isEmpty ? "" : """{"qID":"7d0c1d5e-52a1-4a86-9f3b-0c6a5b1d2e3f","qName":"a"}""")
                    + $"],\"links\":{{\"next\":\"{Connections}?page={++page}\"}}}}"
            )
        );
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key", _time);

        (var rows, var errorId) = await ReadAsync(client);

        Assert.Equal((isEmpty ? 0 : 1, "QlikPartialResult"), (rows, errorId));
        Assert.InRange(server.Requests.Count, 2, 12);
    }

    [Fact]
    public async Task NullRow_MakesThePageUnusable()
    {
        var client = await StartAsync();
        Rewrite(page => page["data"]!.AsArray().Insert(0, null), times: 1);

        Assert.Equal((0, "QlikUnexpectedResponse"), await ReadAsync(client));
    }

    [Theory]
    [InlineData("/api/v1/spaces")]
    [InlineData("/api/v1/users")]
    public async Task OtherLists_EndWithAnErrorToo(string path)
    {
        var client = await StartAsync();
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("GET", path),
            Kind = FaultKind.Rewrite,
            Times = 99,
            Rewrite = body => Edit(body, page => page["meta"] = new JsonObject { ["count"] = 5000 }),
        });

        async Task Act()
        {
            if (path.EndsWith("spaces", StringComparison.Ordinal))
            {
                throw (await client.Spaces.ListAsync(refresh: true, Stop)).Missing!;
            }
            else
            {
                await foreach (var user in client.Users.ListAsync(null, Stop))
                {
                    Assert.NotEmpty(user.Id);
                }
            }
        }

        Assert.Equal("QlikPartialResult", (await Assert.ThrowsAsync<QlikApiException>(Act)).ErrorId);
    }

    [Fact]
    public async Task PartialTableOfSpaces_CostsNamesNotConnections()
    {
        Host.Sandbox.AddConnections(1, "in space ", "Finance");
        var client = await StartAsync();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", "/spaces"),
                Kind = FaultKind.Rewrite,
                Times = 99,
                Rewrite = body => Edit(body, page => page["meta"] = new JsonObject { ["count"] = 5000 }),
            }
        );

        Assert.Equal(251, (await client.RowsAsync(new())).Count);
    }

    [Fact]
    public async Task OrphanedCredentials_AnnouncedButNotSent_ArePartial()
    {
        var client = await StartAsync();
        Host.Faults.Add(new() { Match = Fault.Matching("POST", "filter-orphan"), Status = 200, Body = """{"count":3,"data":[]}""" });

        Assert.Equal("QlikPartialResult", (await client.Credentials.OrphansAsync(null, null, null, Stop)).Missing?.ErrorId);
    }

    [Fact]
    public async Task ByteOrderMark_IsNoDamage()
    {
        var client = await StartAsync();
        Host.Faults.Add(new() { Kind = FaultKind.Rewrite, Times = 99, Rewrite = body => "\uFEFF" + body });

        Assert.Equal((250, null), await ReadAsync(client));
        Assert.Equal(3, _tap.Sent.Count);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(50)]
    [InlineData(99)]
    public async Task HalfABody_WithAGoodStatus_IsAskedForAgain(int percent)
    {
        var client = await StartAsync();
        Host.Faults.Add(new() { Kind = FaultKind.Rewrite, Rewrite = body => body[..(body.Length * percent / 100)] });
        Assert.Equal((250, null), await ReadAsync(client));
        Assert.Equal(4, _tap.Sent.Count);

        // One connection, a user, the spaces: whatever is read.
        var row = (await client.RowsAsync())[0];
        foreach (
            var read in new Func<Task>[]
            {
                () => client.GetAsync(row.Id, detailed: true, Stop),
                () => client.Users.ResolveAsync("anna@acme.test", Stop),
                () => client.Spaces.ListAsync(refresh: true, Stop),
                () => client.DataSources.SpecificationAsync("mssql", Stop),
                () => client.DataSources.ListAsync(includeDisabled: true, refresh: true, Stop),
                () => client.Credentials.OrphansAsync(null, null, null, Stop),
            }
        )
        {
            Host.Faults.Add(new() { Kind = FaultKind.Rewrite, Rewrite = body => body[..(body.Length * percent / 100)] });
            await read();
        }
    }

    [Fact]
    public async Task EmptyBody_WithAGoodStatus_IsAskedForAgain()
    {
        var client = await StartAsync();
        Host.Faults.Add(new() { Status = 200 });

        Assert.Equal((250, null), await ReadAsync(client));
    }

    private async Task<IDataConnectionClient> StartAsync() => await ConnectAsync(time: _time, tap: _tap);

    private static async Task<(int Rows, string? ErrorId)> ReadAsync(IDataConnectionClient client)
    {
        var ids = new List<Guid>();
        string? errorId = null;
        try
        {
            await foreach (var page in client.ListAsync(new() { IncludeNames = false }, Stop))
            {
                ids.AddRange(page.Items.Select(i => i.Id));
                errorId ??= page.Failures.Count > 0 ? page.Failures[0].ErrorId : null;
            }
        }
        catch (QlikApiException failure)
        {
            errorId = failure.ErrorId;
        }
        Assert.Equal(ids.Count, ids.Distinct().Count());
        return (ids.Count, errorId);
    }

    private void Rewrite(Action<JsonNode> edit, int times = 99) =>
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", Connections),
                Kind = FaultKind.Rewrite,
                Times = times,
                Rewrite = body => Edit(body, edit),
            }
        );

    private static string Edit(string body, Action<JsonNode> edit)
    {
        var page = JsonNode.Parse(body)!;
        edit(page);
        return page.ToJsonString();
    }
}
