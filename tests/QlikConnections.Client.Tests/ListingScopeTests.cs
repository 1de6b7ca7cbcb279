using QlikConnections.Client.Http;

namespace QlikConnections.Client.Tests;

/// <summary>Which part of the tenant a list asks for.</summary>
public sealed class ListingScopeTests : OnSandbox
{
    [Fact]
    public async Task List_ByDefault_LeavesDataFilesOut()
    {
        var client = await ConnectAsync();

        var rows = await client.RowsAsync();

        Assert.Equal("true", Parameter(Connections, "noDatafiles"));
        Assert.DoesNotContain(rows, r => r.Type == "qix-datafiles.exe");
    }

    [Fact]
    public async Task List_IncludeDataFiles_GivesOneRowPerSpaceWithoutDataSource()
    {
        var client = await ConnectAsync();

        var rows = await client.RowsAsync(new() { IncludeNames = false, IncludeDataFiles = true });

        Assert.Null(Parameter(Connections, "noDatafiles"));
        QlikDataConnection[] files = [.. rows.Where(r => r.Type == "qix-datafiles.exe")];
        Assert.Equal(12, files.Length);
        Assert.All(files, r => Assert.Null(r.DataSourceId));
    }

    [Fact]
    public async Task List_IncludesDisabled_UnlessToldNotTo()
    {
        var client = await ConnectAsync();

        var all = await client.RowsAsync();
        Assert.Equal("true", Parameter(Connections, "includeDisabled"));
        Assert.Contains(all, r => r.DataSourceId == "AmazonS3Connector");

        Host.Sandbox.ClearJournal();
        var usable = await client.RowsAsync(new() { IncludeNames = false, ExcludeDisabled = true });
        Assert.Null(Parameter(Connections, "includeDisabled"));
        Assert.Equal(all.Where(r => r.DataSourceId != "AmazonS3Connector").Select(r => r.Id), usable.Select(r => r.Id));
    }

    [Fact]
    public async Task TenantThatRefusesTheParameter_IsAskedWithoutIt()
    {
        RefuseDisabled();
        var said = new List<string>();
        RequestLog.Observer = new() { Line = said.Add };
        var client = await ConnectAsync();

        var rows = await client.RowsAsync();
        await client.RowsAsync();

        Assert.NotEmpty(rows);
        // Refused once; afterwards it is known.
        Assert.Equal(1, Host.Faults.Applied);
        Assert.Contains(said, line => line.Contains("disabled data sources", StringComparison.Ordinal));
        Assert.Equal("a", (await client.CreateAsync(Definition("a"), Stop)).Name);
    }

    [Fact]
    public async Task TenantThatRefusesTheParameter_StillFindsACreationWhoseResponseWasLost()
    {
        RefuseDisabled();
        var client = await ConnectAsync(time: new() { SkipWaits = true });
        Host.Faults.Add(
            new()
            {
                Match = SandboxServer.Fault.Matching("POST", Connections),
                Kind = SandboxServer.FaultKind.StatusAfter,
                Status = 500,
            }
        );

        var made = await client.CreateAsync(Definition("lost"), Stop);

        Assert.Single(await client.RowsAsync(), r => r.Id == made.Id);
    }

    [Fact]
    public async Task QueryThatIsRefusedForItsFilter_IsNotTakenForARefusalOfTheParameter()
    {
        var client = await ConnectAsync();

        await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync(new() { NativeFilter = "wrong (" }));

        Assert.Contains(await client.RowsAsync(), r => r.DataSourceId == "AmazonS3Connector");
        await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync(new() { NativeFilter = "wrong (" }));
        // Known by then: the wrong filter is sent once.
        Assert.Equal(3, Host.Sandbox.Requests.Count(r => r.PathAndQuery.Contains("wrong", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task List_OfOneSpace_SendsItsId()
    {
        var client = await ConnectAsync();
        var finance = await client.Spaces.ResolveAsync("Finance", Stop);

        var rows = await client.RowsAsync(new() { IncludeNames = false, Spaces = [finance] });

        Assert.Equal(finance.Id, Parameter(Connections, "spaceId"));
        Assert.Null(Parameter(Connections, "personal"));
        Assert.Equal(11, rows.Count);
        Assert.All(rows, r => Assert.Equal(finance.Id, r.SpaceId));
    }

    [Fact]
    public async Task List_OfThePersonalSpace_SendsPersonalAndNamesIt()
    {
        var client = await ConnectAsync();
        var personal = await client.Spaces.ResolveAsync("personal", Stop);

        var rows = await client.RowsAsync(new() { IncludeNames = false, Spaces = [personal] });

        Assert.Equal("true", Parameter(Connections, "personal"));
        Assert.Null(Parameter(Connections, "spaceId"));
        Assert.Equal(["My playground", "My bucket"], rows.Select(r => r.Name));
        Assert.All(rows, r => Assert.Equal(("Personal", (string?)null), (r.SpaceName, r.SpaceId)));
    }

    [Fact]
    public async Task List_OfTwoSpaces_AsksOncePerSpace()
    {
        var client = await ConnectAsync();
        QlikSpace[] spaces = [await client.Spaces.ResolveAsync("Archive", Stop), await client.Spaces.ResolveAsync("Board #1", Stop)];
        Host.Sandbox.ClearJournal();

        var rows = await client.RowsAsync(new() { IncludeNames = false, Spaces = spaces });

        Assert.Equal(["Closing 2021", "Board pack"], rows.Select(r => r.Name));
        Assert.Equal(2, Host.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task List_OfTheSameSpaceTwice_GivesEveryRowOnce()
    {
        var client = await ConnectAsync();
        var archive = await client.Spaces.ResolveAsync("Archive", Stop);

        var rows = await client.RowsAsync(new() { IncludeNames = false, Spaces = [archive, archive] });

        Assert.Equal(["Closing 2021"], rows.Select(r => r.Name));
    }

    [Fact]
    public async Task List_OfOneself_SendsOwnedByMe()
    {
        var client = await ConnectAsync();

        var rows = await client.RowsAsync(new() { IncludeNames = false, OwnerIds = [client.Session.UserId!] });

        Assert.Equal("true", Parameter(Connections, "ownedByMe"));
        Assert.Null(Parameter(Connections, "userId"));
        Assert.Equal(6, rows.Count);
    }

    [Fact]
    public async Task List_OfSomebodyElse_SendsUserId()
    {
        var client = await ConnectAsync();
        var lee = await client.Users.ResolveAsync("leaver@acme.test", Stop);

        var rows = await client.RowsAsync(new() { IncludeNames = false, OwnerIds = [lee.Id] });

        Assert.Equal(lee.Id, Parameter(Connections, "userId"));
        Assert.Null(Parameter(Connections, "ownedByMe"));
        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.Equal(lee.Id, r.OwnerId));
    }

    [Fact]
    public async Task List_OfSomebodyElseByAMember_IsRefused()
    {
        var client = await ConnectAsync(Host.Sandbox.MemberApiKey);
        var lee = await client.Users.ResolveAsync("leaver@acme.test", Stop);

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync(new() { OwnerIds = [lee.Id] }));

        Assert.Equal("QlikAccessDenied", refused.ErrorId);
    }

    [Fact]
    public async Task Rows_CarryWhatTheServerSays()
    {
        var client = await ConnectAsync();
        var finance = await client.Spaces.ResolveAsync("Finance", Stop);

        var row = Assert.Single(await client.RowsAsync(Rows.Named("Sales DWH") with { Spaces = [finance], IncludeNames = true }));

        Assert.Equal(("mssql", "QvOdbcConnectorPackage.exe"), (row.DataSourceId, row.Type));
        Assert.Equal(("Finance", "Anna Berg"), (row.SpaceName, row.OwnerName));
        Assert.Equal(["release:2026-10", "prod"], row.Tags.Take(2));
        Assert.Equal((QlikArchitecture.X64, QlikLogOn.ServiceUser), (row.Architecture, row.LogOn));
        Assert.Equal(new DateTimeOffset(2024, 1, 8, 7, 30, 0, TimeSpan.Zero), row.Created);
        Assert.NotNull(row.CredentialId);
        Assert.Null(row.Properties);
        Assert.Same(client.Session, row.Session);
    }

    private void RefuseDisabled() => Host.Faults.Add(new()
    {
        Match = SandboxServer.Fault.Matching("GET", "includeDisabled"),
        Status = 400,
        Times = int.MaxValue,
        Body = """{"errors":[{"code":"HTTP-400","title":"Unknown parameter"}]}""",
    });
}
