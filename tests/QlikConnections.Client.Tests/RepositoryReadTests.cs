using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Every row of the published description crosses a socket; keys, identity and address of each request.</summary>
public sealed class RepositoryReadTests : OnRepository
{
    private readonly RepositoryTap _tap = new();

    [Fact]
    public async Task EveryOperation_CrossesTheSocket()
    {
        var client = await ConnectAsync(s => s with { Tap = _tap });

        Assert.Equal(46, (await client.RowsAsync()).Count);
        Assert.Equal(46, (await client.RowsAsync(new() { Condensed = true })).Count);
        Assert.Equal(
            (46, 0),
            (
                Assert.Single(await client.PagesAsync(new() { CountOnly = true })).Total,
                (await client.PagesAsync(new() { CountOnly = true }))[0].Items.Count
            )
        );
        var made = await client.CreateAsync(Definition("New one"), Stop);
        Assert.Equal("New one", (await client.GetAsync(made.Id, detailed: false, Stop)).Name);
        var changed = await client.UpdateAsync(made, new() { Name = "New two" }, Stop);
        Assert.Equal("New two", changed.Name);
        await client.DeleteAsync(made.Id, Stop);

        Assert.Equal(
            [
                $"GET {Connections}/full",
                $"GET {Connections}",
                $"GET {Connections}/count",
                $"GET {Connections}/count",
                $"POST {Connections}",
                $"GET {Of(made)}",
                $"PUT {Of(made)}",
                $"DELETE {Of(made)}",
            ],
            Asked);
        Assert.All(Host.Sandbox.Requests, r => Assert.InRange(r.Status, 200, 204));
        await FailsAsync("QlikDataConnectionNotFound", () => client.GetAsync(made.Id, detailed: false, Stop));
    }

    [Fact]
    public async Task EveryRequest_HasTheKeyTwiceAndFirst_NewEachTime()
    {
        var client = await ConnectAsync(s => s with { Tap = _tap });

        await client.RowsAsync(Rows.Named("CRM"));
        await client.RowsAsync(new() { OrderBy = QlikSortKey.Name });
        await client.PagesAsync(new() { CountOnly = true });
        var made = await client.CreateAsync(Definition("k"), Stop);
        await client.UpdateAsync(made, new() { Name = "k2" }, Stop);
        await client.DeleteAsync(made.Id, Stop);

        Assert.Equal(6, _tap.All.Count);
        Assert.All(_tap.All, e =>
        {
            Assert.Matches("^\\?Xrfkey=[0-9A-Za-z]{16}(&|$)", e.Address.Query);
            Assert.Equal(e.Parameter("Xrfkey"), e.Headers["X-Qlik-Xrfkey"]);
            Assert.StartsWith("/qrs/", e.Address.AbsolutePath);
            Assert.Equal("application/json", e.Headers["Accept"]);
        });
        Assert.Equal(6, _tap.All.Select(e => e.Headers["X-Qlik-Xrfkey"]).Distinct().Count());
        Assert.All(_tap.All.Where(e => e.Body.Length > 0), e => Assert.Equal("application/json; charset=utf-8", e.Headers["Content-Type"]));
    }

    // User ids with hyphens, dots, blanks; and what must be encoded.
    [Theory]
    [InlineData("ACME", "bob-smith.jr", "UserDirectory=ACME; UserId=bob-smith.jr", true)]
    [InlineData("ACME", "kim larsen", "UserDirectory=ACME; UserId=kim%20larsen", true)]
    [InlineData("ACME", "zoë", "UserDirectory=ACME; UserId=zo%C3%AB", true)]
    [InlineData("acme", "ANNA", "UserDirectory=acme; UserId=ANNA", true)]
    [InlineData("A;B", "x=y%z", "UserDirectory=A%3BB; UserId=x%3Dy%25z", false)]
    public async Task UserOfACertificate_IsEncoded(string directory, string user, string header, bool isKnown)
    {
        Task<IDataConnectionClient> Connect() =>
            ConnectAsync(RepositorySignIn.ByCertificate(Host) with { UserDirectory = directory, UserId = user, Tap = _tap });
        if (!isKnown)
        {
            // The server decodes it to the very name, which it does not know.
            var failure = await FailsAsync("QlikAccessDenied", Connect);
            Assert.Contains($"The user {directory}\\{user} does not exist", failure.Message, StringComparison.Ordinal);
            Assert.Equal(header, Assert.Single(_tap.All).Headers["X-Qlik-User"]);
            return;
        }

        var client = await Connect();
        var made = await client.CreateAsync(Definition("mine"), Stop);

        Assert.All(_tap.All, e => Assert.Equal(header, e.Headers["X-Qlik-User"]));
        Assert.Equal($@"{directory}\{user}", made.ModifiedBy, ignoreCase: true);
        Assert.Equal($@"{directory}\{user}", client.Session.UserName);
    }

    [Fact]
    public async Task Row_HasEverythingOfTheEntity()
    {
        var client = await ConnectAsync();

        var row = await client.OneAsync("Payroll");

        Assert.Equal(
            ("Payroll", "QvOdbcConnectorPackage.exe", @"ACME\svc_payroll", "Kim Larsen", @"ACME\kim larsen"),
            (row.Name, row.Type, row.UserName, row.OwnerName, row.ModifiedBy)
        );
        Assert.Equal((QlikLogOn.CurrentUser, QlikArchitecture.X64), (row.LogOn, row.Architecture));
        Assert.Equal(["pii", "prod"], row.Tags.Order());
        Assert.Equal(["HR"], row.CustomProperties["department"]);
        Assert.Equal(["days=365"], row.CustomProperties["Retention"]);
        Assert.Contains("sql03.hr.acme.test", row.ConnectionString, StringComparison.Ordinal);
        Assert.Empty(row.Privileges);
        Assert.NotNull(row.Created);
        Assert.Equal(["Prod", "Test"], (await client.OneAsync("Rates + Fees")).CustomProperties["Environment"].Order());
    }

    [Fact]
    public async Task Privileges_OnlyWhenAsked()
    {
        var client = await ConnectAsync(s => s with { UserDirectory = "ACME", UserId = "anna" });

        var rows = await client.RowsAsync(new() { WithPrivileges = true });

        Assert.Contains("update", rows.Single(r => r.Name == "Sales DWH").Privileges);
        Assert.Equal(["read"], rows.Single(r => r.Name == "QVD store").Privileges);
        Assert.DoesNotContain(rows, r => r.Name == "Ledger");
    }

    [Theory]
    [InlineData(QlikSortKey.Name, false, "name asc")]
    [InlineData(QlikSortKey.Modified, true, "modifiedDate desc")]
    [InlineData(QlikSortKey.Created, false, "createdDate asc")]
    public async Task Order_IsTheServers(QlikSortKey key, bool descending, string parameter)
    {
        var client = await ConnectAsync(s => s with { Tap = _tap });

        var rows = await client.RowsAsync(new() { OrderBy = key, Descending = descending });

        Assert.Equal(parameter, Assert.Single(_tap.All).Parameter("orderby"));
        Assert.Equal(46, rows.Count);
        DateTimeOffset?[] times = [.. rows.Select(r => key == QlikSortKey.Modified ? r.Modified : r.Created)];
        if (key != QlikSortKey.Name)
        {
            Assert.Equal(descending ? times.OrderDescending() : times.Order(), times);
        }
    }

    [Fact]
    public async Task LongList_ComesInPages_OfOneRequest()
    {
        Host.Sandbox.AddConnections(254);
        var client = await ConnectAsync();

        var pages = await client.PagesAsync(new());

        Assert.Equal([100, 100, 100], pages.Select(p => p.Items.Count));
        Assert.All(pages, p => Assert.Equal((300, true), (p.Total, p.TotalIsExact)));
        Assert.Equal([$"GET {Connections}/full"], Asked);
    }

    [Fact]
    public async Task BareNumber_IsACountToo()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(new() { Kind = SandboxServer.FaultKind.Rewrite, Rewrite = _ => "12" });

        Assert.Equal(12, Assert.Single(await client.PagesAsync(new() { CountOnly = true })).Total);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"value\":")]
    [InlineData("\"text\"")]
    public async Task ResponseOfAnotherForm_IsUnexpected(string body)
    {
        var client = await ConnectAsync(s => s with { Time = new FakeTime { SkipWaits = true } });
        var crm = await client.OneAsync("CRM");
        Host.Faults.Add(new() { Kind = SandboxServer.FaultKind.Rewrite, Rewrite = _ => body, Times = 4 });

        await FailsAsync("QlikUnexpectedResponse", () => client.GetAsync(crm.Id, detailed: false, Stop));
    }

    [Fact]
    public async Task NothingMatches_IsOneEmptyPage()
    {
        var client = await ConnectAsync();

        var page = Assert.Single(await client.PagesAsync(Rows.Named("no such")));

        Assert.Equal((0, 0), (page.Total, page.Items.Count));
    }

    [Fact]
    public async Task OwnersByIds_AreReadInBatchesOf40_Once()
    {
        var client = await ConnectAsync();
        string[] ids =
        [
            .. Enumerable.Range(0, 41).Select(i => new Guid(i, 0, 0, new byte[8]).ToString("D")),
            .. (await client.RowsAsync()).Select(r => r.OwnerId!).Distinct(),
        ];
        Host.Sandbox.ClearJournal();

        var found = await client.Users.ByIdAsync(ids, Stop);

        Assert.Equal("Kim Larsen", found.Values.Single(u => u.Subject == @"ACME\kim larsen").Name);
        Assert.Equal(2, Asked.Count);
        await client.Users.ByIdAsync(found.Keys, Stop);
        Assert.Equal(2, Asked.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ManyThatAreNotThere_AreKnownFromTheList(bool detailed)
    {
        var added = Host.Sandbox.AddConnections(1000);
        var client = await ConnectAsync();
        // Few of them exist: for fewer ids than pages of the list, too, everything is in one response.
        ConnectionKey[] keys =
        [
            .. Enumerable.Range(0, 60).Select(_ => new ConnectionKey(Guid.NewGuid(), "Old name")),
            .. added.Reverse().Take(5).Select(id => new ConnectionKey(id, null)),
        ];

        var read = await new ConnectionReader(client, 4, detailed, (_, _) => { }).ReadAsync(keys, Stop);

        Assert.Equal(5, read.ById.Count);
        Assert.Equal(keys.Take(60).Select(k => k.Id!.Value), read.Failures.Keys);
        Assert.All(read.Failures.Values, f => Assert.Equal("QlikDataConnectionNotFound", f.ErrorId));
        Assert.Equal([$"GET {Connections}/full"], Asked);
        var single = await FailsAsync<QlikApiException>(
            "QlikDataConnectionNotFound",
            () => client.GetAsync(keys[0].Id!.Value, detailed: false, Stop)
        );
        var listed = read.Failures[keys[0].Id!.Value];
        Assert.Equal((single.Message, single.RecommendedAction), (listed.Message, listed.RecommendedAction));
    }

    [Fact]
    public async Task ListWithRowsThatCannotBeRead_SaysNothingAboutWhatIsNotThere()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", "dataconnection/full"),
                Kind = FaultKind.Rewrite,
                Rewrite = body => """[{"name":"no id"},""" + body[1..],
            }
        );
        ConnectionKey[] keys = [.. Enumerable.Range(0, 60).Select(_ => new ConnectionKey(Guid.NewGuid(), null))];

        var read = await new ConnectionReader(client, 4, detailed: false, (_, _) => { }).ReadAsync(keys, Stop);

        Assert.NotEmpty(read.Incomplete);
        Assert.Equal(61, Asked.Count);
    }

    [Fact]
    public async Task EmptyId_IsNotThere_AndIsNotSent()
    {
        var client = await ConnectAsync();

        await FailsAsync("QlikDataConnectionNotFound", () => client.GetAsync(Guid.Empty, detailed: false, Stop));

        Assert.Empty(Asked);
    }
}
