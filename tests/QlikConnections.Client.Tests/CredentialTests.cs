using System.Net;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Credential sets: one request for each thing that is asked of one.</summary>
public sealed class CredentialTests : OnSandbox
{
    private const string Credentials = "/api/v1/data-credentials";

    [Fact]
    public async Task Get_ById_TellsWhatUsesIt()
    {
        var client = await ConnectAsync();
        var payroll = await client.OneAsync("Payroll");
        Host.Sandbox.ClearJournal();

        var credential = await client.Credentials.GetAsync(payroll.CredentialId!.Value, Stop);

        Assert.Equal($"GET {Credentials}/{payroll.CredentialId:D} -> 200", Assert.Single(Host.Sandbox.Requests).ToString());
        Assert.Equal(payroll.CredentialId, credential.Id);
        Assert.Equal(("Payroll in HR", "QvOdbcConnectorPackage.exe", "mssql"), (credential.Name, credential.Type, credential.DataSourceId));
        Assert.Equal(1, credential.ConnectionCount);
        Assert.Equal((payroll.Created, payroll.Created), (credential.Created, credential.Modified));
        Assert.Same(client.Session, credential.Session);
        Assert.Equal("Payroll in HR", credential.ToString());
    }

    [Theory]
    [InlineData("Plain")]
    [InlineData("50% / \"quoted\" & åäö #1?")]
    public async Task Get_ByName_AsksForExactlyThatName(string name)
    {
        var client = await ConnectAsync();
        var credential = await OfAsync(client, "Payroll");
        await client.Credentials.RenameAsync(credential, name, Stop);
        Host.Sandbox.ClearJournal();

        Assert.Equal(credential.Id, (await client.Credentials.GetAsync(name, Stop)).Id);

        Assert.Equal("true", ParameterOf(Assert.Single(Host.Sandbox.Requests).PathAndQuery, "byCredentialName"));
    }

    [Fact]
    public async Task Get_WhatIsNotThere_IsNotFoundAndNamesIt()
    {
        var client = await ConnectAsync();
        var id = Guid.NewGuid();

        var byId = await Assert.ThrowsAnyAsync<QlikException>(() => client.Credentials.GetAsync(id, Stop));
        var byName = await Assert.ThrowsAnyAsync<QlikException>(() => client.Credentials.GetAsync("Nobody's", Stop));

        Assert.Equal(("QlikCredentialNotFound", "QlikCredentialNotFound"), (byId.ErrorId, byName.ErrorId));
        Assert.Contains(id.ToString("D"), byId.Message, StringComparison.Ordinal);
        Assert.Contains("'Nobody's'", byName.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orphans_AreListedWithOneRequest_AndTheirOwnersWithAnother()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);

        var orphan = Assert.Single(await client.Credentials.OrphansAsync(null, null, null, Stop));

        Assert.Equal(["{}"], tap.Sent.Where(s => s.PathAndQuery == Credentials + "/actions/filter-orphan").Select(s => s.Body));
        Assert.Equal(2, tap.Sent.Count);
        Assert.Equal(
            ("SQL login of 2022", "mssql", 0, "Lee Leaver"),
            (orphan.Name, orphan.DataSourceId, orphan.ConnectionCount, orphan.OwnerName)
        );
        Assert.NotEqual(orphan.OwnerName, orphan.OwnerId);
    }

    [Theory]
    [InlineData("mssql", null, null, """{"datasourceID":"mssql"}""", 2)]
    [InlineData(null, "QvOdbcConnectorPackage.exe", true, """{"qType":"QvOdbcConnectorPackage.exe","qSeparated":1}""", 2)]
    [InlineData(null, null, false, """{"qSeparated":0}""", 0)]
    [InlineData("rest", null, true, """{"datasourceID":"rest","qSeparated":1}""", 0)]
    public async Task Orphans_AreNarrowedByTheServer(string? source, string? type, bool? separate, string body, int count)
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        // Its own credential set outlives the connection.
        await client.DeleteAsync((await client.OneAsync("Payroll")).Id, Stop);
        tap.Clear();

        var orphans = await client.Credentials.OrphansAsync(source, type, separate, Stop);

        Assert.Equal(body, tap.Sent[0].Body);
        Assert.Equal(count, orphans.Count);
    }

    [Fact]
    public async Task Orphans_AreForAdmins()
    {
        var client = await ConnectAsync(Host.Sandbox.MemberApiKey);

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.Credentials.OrphansAsync(null, null, null, Stop));

        Assert.Equal("QlikAccessDenied", refused.ErrorId);
    }

    [Fact]
    public async Task Rename_PatchesTheNameAlone()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var credential = await OfAsync(client, "Payroll");
        tap.Clear();

        var after = await client.Credentials.RenameAsync(credential, "Payroll login", Stop);

        var sent = Assert.Single(tap.Sent);
        Assert.Equal(("PATCH", $"{Credentials}/{credential.Id:D}"), (sent.Method, sent.PathAndQuery));
        Assert.Equal("""[{"op":"replace","path":"/qName","value":"Payroll login"}]""", sent.Body);
        Assert.Equal((credential.Id, "Payroll login"), (after.Id, after.Name));
    }

    [Fact]
    public async Task Rename_ToATakenName_IsAConflict()
    {
        var client = await ConnectAsync();
        var credential = await OfAsync(client, "Payroll");

        var taken = await Assert.ThrowsAsync<QlikApiException>(() => client.Credentials.RenameAsync(credential, "Directory in HR", Stop));

        Assert.Equal("QlikConflict", taken.ErrorId);
    }

    [Fact]
    public async Task Renew_PutsTheWholeCredentialOnce()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var credential = await OfAsync(client, "Payroll");
        tap.Clear();

        await client.Credentials.RenewAsync(credential, null, new NetworkCredential("ACME\\svc", "pw-1"), Stop);

        var sent = Assert.Single(tap.Sent);
        Assert.Equal(("PUT", $"{Credentials}/{credential.Id:D}"), (sent.Method, sent.PathAndQuery));
        Assert.Equal(
            $$"""{"qID":"{{credential.Id:D}}","qName":"Payroll in HR","qType":"QvOdbcConnectorPackage.exe","datasourceID":"mssql","qUsername":"ACME\\svc","qPassword":"pw-1"}""",
            sent.Body);
        Assert.Equal("Payroll in HR", (await client.Credentials.GetAsync(credential.Id, Stop)).Name);
    }

    [Fact]
    public async Task Delete_LeavesTheConnectionWithout()
    {
        var client = await ConnectAsync();
        var credential = await OfAsync(client, "Payroll");
        Host.Sandbox.ClearJournal();

        await client.Credentials.DeleteAsync(credential.Id, Stop);

        Assert.Equal($"DELETE {Credentials}/{credential.Id:D} -> 204", Assert.Single(Host.Sandbox.Requests).ToString());
        Assert.Null((await client.OneAsync("Payroll")).CredentialId);
        var again = await Assert.ThrowsAnyAsync<QlikException>(() => client.Credentials.DeleteAsync(credential.Id, Stop));
        Assert.Equal("QlikCredentialNotFound", again.ErrorId);
    }

    [Fact]
    public async Task Delete_ResponseLost_RepeatsAndTakes404ForSuccess()
    {
        var client = await ConnectAsync(time: new FakeTime { SkipWaits = true });
        var credential = await OfAsync(client, "Payroll");
        Host.Sandbox.ClearJournal();
        Host.Faults.Add(new() { Match = Fault.Matching("DELETE", null), Kind = FaultKind.ResetAfter });

        await client.Credentials.DeleteAsync(credential.Id, Stop);

        Assert.Equal([204, 404], Host.Sandbox.Requests.Select(r => r.Status));
    }

    private static async Task<QlikDataCredential> OfAsync(IDataConnectionClient client, string connection) =>
        await client.Credentials.GetAsync((await client.OneAsync(connection)).CredentialId!.Value, Stop);
}

/// <summary>A client-managed site has none.</summary>
public sealed class RepositoryCredentialTests : OnRepository
{
    [Fact]
    public async Task Everything_NamesTheAlternative_AndAsksNothing()
    {
        var credentials = (await ConnectAsync()).Credentials;
        var some = new QlikDataCredential { Id = Guid.NewGuid() };
        Func<Task>[] all =
        [
            () => credentials.GetAsync(some.Id, Stop),
            () => credentials.GetAsync("x", Stop),
            () => credentials.OrphansAsync(null, null, null, Stop),
            () => credentials.RenameAsync(some, "x", Stop),
            () => credentials.RenewAsync(some, null, new NetworkCredential("u", "p"), Stop),
            () => credentials.DeleteAsync(some.Id, Stop),
        ];

        foreach (var act in all)
        {
            var refused = await FailsAsync("QlikNotSupported", act);
            Assert.Contains("Set-QlikDataConnection -Credential", refused.RecommendedAction!, StringComparison.Ordinal);
        }

        Assert.Empty(Asked);
    }
}
