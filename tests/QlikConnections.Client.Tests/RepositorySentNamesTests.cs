using System.Net;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>
/// Every operation of the client against a site sends these names and no others: the rows "never sent" and "not used" of
/// docs/api-coverage.md.
/// </summary>
public sealed class RepositorySentNamesTests : OnRepository
{
    protected override RepositoryHostOptions HostOptions => new() { Sandbox = RepositorySandbox.Create(Site), BasicForWindows = true };

    [Fact]
    public async Task EveryOperation_SendsTheseNamesOnly()
    {
        var sent = await EverythingAsync();

        Assert.Equal(
            [
                "DELETE /qrs/dataconnection/{id}",
                "GET /hdr/qrs/about",
                "GET /hdr/qrs/dataconnection/full",
                "GET /jwt/qrs/about",
                "GET /jwt/qrs/dataconnection/full",
                "GET /qrs/about",
                "GET /qrs/custompropertydefinition/full",
                "GET /qrs/dataconnection",
                "GET /qrs/dataconnection/count",
                "GET /qrs/dataconnection/full",
                "GET /qrs/dataconnection/{id}",
                "GET /qrs/tag",
                "GET /qrs/user/full",
                // Where the proxy sends a client that is to sign in.
                "GET /windows_authentication/",
                "POST /qrs/dataconnection", "PUT /qrs/dataconnection/{id}",
            ],
            sent.Endpoints);
        // The last two are the proxy's own, in the addresses that it sends a client to.
        Assert.Equal(["Xrfkey", "filter", "orderby", "privileges", "qlikTicket", "targetId"], sent.Query);
        Assert.Equal(
            ["Accept", "Authorization", "Content-Length", "Content-Type", "User-Agent", "X-Qlik-User", "X-Qlik-Xrfkey", "X-Sandbox-User"],
            sent.Headers);
        // Much of it is not the client's: a PUT returns the entity as it was read.
        Assert.Equal(
            [
                "architecture",
                "choiceValues",
                "connectionstring",
                "createdDate",
                "customProperties",
                "definition",
                "engineObjectId",
                "id",
                "logOn",
                "modifiedByUserName",
                "modifiedDate",
                "name",
                "owner",
                "password",
                "privileges",
                "schemaPath",
                "tags",
                "type",
                "userDirectory",
                "userId",
                "username",
                "value",
                "valueType",
            ],
            sent.Body);
    }

    [Fact]
    public async Task NameThatThePageCallsUnused_IsNotSent()
    {
        var sent = await EverythingAsync();

        Assert.DoesNotContain(CoveredNames.Of(nameof(RepositorySentNamesTests), nameof(NameThatThePageCallsUnused_IsNotSent)), sent.Has);
    }

    /// <summary>Every operation, with everything that can be given, after each of the ways to sign in.</summary>
    private async Task<SentNames> EverythingAsync()
    {
        var tap = new RepositoryTap();
        RepositorySignIn[] signIns = [RepositorySignIn.ByJwt(Host), RepositorySignIn.ByHeader(Host), RepositorySignIn.ByWindows(Host)];
        foreach (var signIn in signIns)
        {
            using var other = await (signIn with { Tap = tap }).ConnectAsync();
            await other.RowsAsync();
        }

        using (var client = await (RepositorySignIn.ByCertificate(Host) with { Tap = tap }).ConnectAsync())
        {
            await RunAsync(client);
        }

        var sent = new SentNames();
        foreach (var request in tap.All)
        {
            sent.Add(request.Method, request.Address.PathAndQuery, request.Headers.Keys, request.Body);
        }

        return sent;
    }

    private static async Task RunAsync(IDataConnectionClient client)
    {
        var anna = await client.Users.ResolveAsync(@"ACME\anna", Stop);
        await client.Users.ResolveAsync(anna.Name, Stop);
        await foreach (var _ in client.Users.ListAsync(new(TextMatchKind.StartsWith, "An"), Stop))
        {
        }

        await client.PagesAsync(new()
        {
            Names = [new(TextMatchKind.Contains, "a")],
            Types = [new(TextMatchKind.Equal, "folder")],
            Tags = [new(TextMatchKind.Equal, "pii")],
            OwnerIds = [anna.Id],
            NativeFilter = "name sw 'a'",
            OrderBy = QlikSortKey.Modified,
            Descending = true,
            WithPrivileges = true,
        });
        await client.PagesAsync(new() { Condensed = true });
        await client.PagesAsync(new() { CountOnly = true });
        var made = await client.CreateAsync(
            Definition("All of it") with
            {
                Owner = anna,
                Tags = ["pii"],
                CustomProperties = Properties(("Department", ["Sales"])),
                Credential = new NetworkCredential("etl", "secret"),
                LogOn = QlikLogOn.CurrentUser,
                Architecture = QlikArchitecture.X64,
            },
            Stop);
        made = await client.UpdateAsync(
            made,
            new()
            {
                Name = "All of it 2",
                ConnectionString = @"\\fs01\crm\",
                Type = "folder",
                Architecture = QlikArchitecture.X86,
                LogOn = QlikLogOn.ServiceUser,
                Tags = [],
                CustomProperties = Properties(("Environment", ["Prod"])),
                Credential = new NetworkCredential("u", "p-1"),
            },
            Stop);
        made = await client.UpdateAsync(made, new() { ClearCredential = true }, Stop);
        await client.GetAsync(made.Id, detailed: true, Stop);
        await client.TransferAsync([new Transfer(made.Id, await client.Users.ResolveAsync(@"ACME\admin", Stop), null)], Stop);
        await client.DeleteManyAsync([made.Id], Stop);
    }
}
