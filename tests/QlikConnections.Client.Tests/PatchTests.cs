using System.Net;
using System.Text.Json;

namespace QlikConnections.Client.Tests;

/// <summary>Changing connections: only what differs, as a bare array.</summary>
public sealed class PatchTests : OnSandbox
{
    [Fact]
    public async Task Update_Name_SendsExactlyThatOperation()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var crm = await client.OneAsync("CRM");
        tap.Clear();

        var after = await client.UpdateAsync(crm, new() { Name = "CRM 2", Tags = [.. crm.Tags] }, Stop);

        var sent = Assert.Single(tap.Sent);
        Assert.Equal(("PATCH", $"{Connections}/{crm.Id:D}"), (sent.Method, sent.PathAndQuery));
        Assert.Equal("""[{"op":"replace","path":"/qName","value":"CRM 2"}]""", sent.Body);
        Assert.Equal((crm.Id, "CRM 2", crm.SpaceId), (after.Id, after.Name, after.SpaceId));
        Assert.Equal(crm.Id, (await client.OneAsync("CRM 2")).Id);
    }

    [Fact]
    public async Task Update_Everything_SendsEveryValueOnce()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var crm = await client.OneAsync("CRM");
        var archive = await client.Spaces.ResolveAsync("Archive", Stop);
        var credential = (await client.OneAsync("Absences")).CredentialId!.Value;
        tap.Clear();

        var after = await client.UpdateAsync(
            crm,
            new()
            {
                Name = "Ny \"CRM\" åäö",
                Space = archive,
                Tags = ["x", "y"],
                CredentialId = credential,
                ConnectionString = "CUSTOM CONNECT TO \"provider=QvRestConnector.exe;url=https://crm2.acme.test/\"",
                Credential = new NetworkCredential("svc", "pw-1"),
            },
            Stop);

        using var body = JsonDocument.Parse(Assert.Single(tap.Sent).Body);
        Assert.All(body.RootElement.EnumerateArray(), o => Assert.Equal("replace", o.GetProperty("op").GetString()));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["/qName"] = "\"Ny \\\"CRM\\\" åäö\"",
                ["/space"] = $"\"{archive.Id}\"",
                ["/tags"] = "[\"x\",\"y\"]",
                ["/qCredentialsID"] = $"\"{credential:D}\"",
                ["/qConnectStatement"] = "\"CUSTOM CONNECT TO \\\"provider=QvRestConnector.exe;url=https://crm2.acme.test/\\\"\"",
                ["/qUsername"] = "\"svc\"",
                ["/qPassword"] = "\"pw-1\"",
            },
            body.RootElement.EnumerateArray().ToDictionary(
                o => o.GetProperty("path").GetString()!,
                o => JsonSerializer.Serialize(o.GetProperty("value"), Plain)));
        Assert.Equal(("Archive", "Ny \"CRM\" åäö"), (after.SpaceName, after.Name));
        Assert.Equal(["x", "y"], after.Tags);

        var read = await client.GetAsync(crm.Id, detailed: false, Stop);
        Assert.Equal((after.Name, after.SpaceId, "Archive"), (read.Name, read.SpaceId, read.SpaceName));
    }

    [Fact]
    public async Task Update_NothingDiffers_SendsNothingAndGivesTheSameObject()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        var sales = await client.Spaces.ResolveAsync("Sales", Stop);
        Host.Sandbox.ClearJournal();

        var after = await client.UpdateAsync(
            crm,
            new()
            {
                Name = crm.Name,
                Space = sales,
                Tags = [.. crm.Tags],
                ConnectionString = crm.ConnectionString,
                CredentialId = crm.CredentialId,
            },
            Stop
        );

        Assert.Same(crm, after);
        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task Update_TagsInAnotherOrder_SendsNothing()
    {
        var client = await ConnectAsync();
        var row = await client.OneAsync("Payroll");
        Host.Sandbox.ClearJournal();

        Assert.True(row.Tags.Count > 1, "one tag has no order");
        var after = await client.UpdateAsync(row, new() { Tags = [.. row.Tags.Reverse()] }, Stop);

        Assert.Same(row, after);
        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task Update_NoTags_SendsAnEmptyList()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var row = await client.OneAsync("Payroll");
        tap.Clear();

        await client.UpdateAsync(row, new() { Tags = [] }, Stop);

        Assert.Equal("""[{"op":"replace","path":"/tags","value":[]}]""", Assert.Single(tap.Sent).Body);
        Assert.Empty((await client.OneAsync("Payroll")).Tags);
    }

    [Fact]
    public async Task Update_CredentialsAlone_AreAlwaysSent_AsTheSourceTakesThem()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var row = await client.OneAsync("CRM");
        tap.Clear();

        await client.UpdateAsync(row, new() { Credential = new NetworkCredential("u", "p") }, Stop);

        Assert.Equal(
            ["GET /api/v1/data-sources/rest/api-specs", $"PATCH {Connections}/{row.Id:D}"],
            tap.Sent.Select(s => $"{s.Method} {s.PathAndQuery}")
        );
        Assert.Equal(
            """[{"op":"replace","path":"/connectionProperties/username","value":"u"},{"op":"replace","path":"/connectionProperties/password","value":"p"}]""",
            tap.Sent[1].Body);
    }

    [Fact]
    public async Task Update_NameIsTaken_IsAConflictThatNamesTheRequest()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.UpdateAsync(crm, new() { Name = "Sales Pipeline" }, Stop));

        Assert.Equal(("QlikConflict", HttpStatusCode.Conflict, "DCERROR-0409"), (refused.ErrorId, refused.StatusCode, refused.Code));
        Assert.Contains($"PATCH {Connections}/{crm.Id:D} returned 409 Conflict", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_WithoutTheRight_IsDenied()
    {
        var client = await ConnectAsync(Host.Sandbox.MemberApiKey);
        var crm = await client.OneAsync("CRM");

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.UpdateAsync(crm, new() { Name = "Mine now" }, Stop));

        Assert.Equal("QlikAccessDenied", refused.ErrorId);
        Assert.Contains("No right to update this connection", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_StatementWithoutCredentials_IsRefusedBeforeAnythingIsSent()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        Host.Sandbox.ClearJournal();

        var refused = await Assert.ThrowsAnyAsync<QlikException>(() =>
            client.UpdateAsync(crm, new() { ConnectionString = "CUSTOM CONNECT TO \"x=y\"" }, Stop)
        );

        Assert.Equal("QlikPatchRefused", refused.ErrorId);
        Assert.Contains("'CRM'", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task Update_OfAConnectionThatIsGone_IsNotFound()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        await client.DeleteAsync(crm.Id, Stop);

        var missing = await Assert.ThrowsAsync<QlikApiException>(() => client.UpdateAsync(crm, new() { Name = "x" }, Stop));

        Assert.Equal("QlikDataConnectionNotFound", missing.ErrorId);
    }

    [Fact]
    public async Task IsCurrent_AfterAChange_HoldsForTheNewObjectOnly()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        Assert.True(client.IsCurrent(crm));

        var after = await client.UpdateAsync(crm, new() { Name = "CRM 2" }, Stop);

        Assert.False(client.IsCurrent(crm));
        Assert.True(client.IsCurrent(after));
    }

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
