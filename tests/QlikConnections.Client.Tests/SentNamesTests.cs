using System.Net;
using System.Text.RegularExpressions;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>
/// Every operation of the client against a tenant sends these names and no others: the rows "never sent" and "not used" of
/// docs/api-coverage.md.
/// </summary>
public sealed partial class SentNamesTests : OnSandbox
{
    [Fact]
    public async Task EveryOperation_SendsTheseNamesOnly()
    {
        var sent = await EverythingAsync();

        Assert.Equal(
            [
                "DELETE /{api}/data-connections/{id}",
                "DELETE /{api}/data-credentials/{id}",
                "GET /api/v1/dcaas/actions/data-connections/api-specs",
                "GET /api/v1/dcaas/actions/data-connections/{id}",
                "GET /api/v1/spaces",
                "GET /api/v1/users",
                "GET /api/v1/users/me",
                "GET /api/v1/users/{id}",
                "GET /{api}/data-connections",
                "GET /{api}/data-connections/{id}",
                "GET /{api}/data-credentials/with another set - credentials",
                "GET /{api}/data-credentials/{id}",
                "GET /{api}/data-sources",
                "GET /{api}/data-sources/DG_mssql/gateways",
                "GET /{api}/data-sources/gbq/api-specs",
                "GET /{api}/data-sources/mssql/api-specs",
                "PATCH /{api}/data-connections/{id}",
                "PATCH /{api}/data-credentials/{id}",
                "POST /api/v1/dcaas/actions/data-connections",
                "POST /api/v1/users/actions/filter",
                "POST /oauth/token",
                "POST /{api}/data-connections",
                "POST /{api}/data-connections/actions/delete",
                "POST /{api}/data-connections/actions/update",
                "POST /{api}/data-credentials/actions/filter-orphan",
                "PUT /{api}/data-connections/{id}", "PUT /{api}/data-credentials/{id}", "PUT /{api}/data-sources/rest/settings",
            ],
            sent.Endpoints.Select(e => NamespacedPath().Replace(e, "/{api}/data-")).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "byCredentialName",
                "dataSourceId",
                "filter",
                "forceRefresh",
                "includeDisabled",
                "limit",
                "noDatafiles",
                "ownedByMe",
                "page",
                "parseConnection",
                "personal",
                "sort",
                "spaceId",
                "userId",
            ],
            sent.Query
        );
        Assert.Equal(
            ["Accept", "Authorization", "Content-Length", "Content-Type", "qlik-api-version", "qlik-auth-code", "User-Agent"],
            sent.Headers
        );
        Assert.Equal(
            [
                "/connectionProperties/database",
                "/connectionProperties/port",
                "/connectionProperties/separateCredentials",
                "/qConnectStatement",
                "/qCredentialsID",
                "/qName",
                "/qPassword",
                "/qUsername",
                "/space",
                "/tags",
                "authUrlOnly",
                "client_id",
                "client_secret",
                "connectionName",
                "connectionProperties",
                "connections",
                "dataSourceId",
                "datasourceID",
                "disabled",
                "filter",
                "grant_type",
                "id",
                "op",
                "ownerId",
                "patchData",
                "path",
                "qArchitecture",
                "qConnectStatement",
                "qConnectionSecret",
                "qCredentialsID",
                "qCredentialsName",
                "qEngineObjectID",
                "qID",
                "qLogOn",
                "qName",
                "qPassword",
                "qSeparateCredentials",
                "qSeparated",
                "qType",
                "qUsername",
                "remove",
                "replace",
                "space",
                "spaceId",
                "spaceType",
                "tags",
                "value",
            ],
            sent.Body);
    }

    [Fact]
    public async Task NameThatThePageCallsUnused_IsNotSent()
    {
        var sent = await EverythingAsync();

        Assert.DoesNotContain(CoveredNames.Of(nameof(SentNamesTests), nameof(NameThatThePageCallsUnused_IsNotSent)), sent.Has);
    }

    /// <summary>Every operation, with all parameters, with each namespace and dialect.</summary>
    private async Task<SentNames> EverythingAsync()
    {
        var tap = new WireTap();
        (await SandboxClient.ConnectOAuthAsync(Host, tap: tap)).Dispose();
        using (var client = await SandboxClient.ConnectAsync(Host, tap: tap))
        {
            await RunAsync(client);
        }

        await using var connectivity = await SandboxHost.StartAsync(new());
        using (var client = await SandboxClient.ConnectAsync(connectivity, tap: tap, apiNamespace: QlikApiNamespace.Connectivity))
        {
            await RunAsync(client);
        }

        await using var legacy = await SandboxHost.StartAsync(
            new() { Sandbox = CloudSandbox.Create(new() { Dialect = CloudDialect.Legacy }) }
        );
        using (var client = await SandboxClient.ConnectAsync(legacy, tap: tap, dialect: QlikDialect.Legacy))
        {
            await RunLegacyAsync(client);
        }

        var sent = new SentNames();
        foreach (var request in tap.Sent)
        {
            sent.Add(request.Method, request.PathAndQuery, request.Headers, request.Body);
        }

        return sent;
    }

    private static async Task RunAsync(IDataConnectionClient client)
    {
        await ListAsync(client);
        await ChangeAsync(client);
        await CreateAsync(client);
        await WorkOnSourcesAndCredentialsAsync(client);
    }

    private static async Task ListAsync(IDataConnectionClient client)
    {
        var finance = await client.Spaces.ResolveAsync("Finance", Stop);
        var personal = await client.Spaces.ResolveAsync("Personal", Stop);
        var anna = await client.Users.ResolveAsync("Anna Berg", Stop);
        await client.Users.ResolveAsync("anna@acme.test", Stop);
        await foreach (var _ in client.Users.ListAsync(new(TextMatchKind.StartsWith, "An"), Stop))
        {
        }

        await client.PagesAsync(new()
        {
            Names = [new(TextMatchKind.Contains, "a")],
            DataSourceIds = [new(TextMatchKind.Equal, "mssql")],
            Types = [new(TextMatchKind.StartsWith, "Qv")],
            NativeFilter = "qName pr",
            Spaces = [finance, personal],
            OwnerIds = [anna.Id, client.Session.UserId!],
            OrderBy = QlikSortKey.Name,
        });
        await client.PagesAsync(new() { IncludeDataFiles = true, PageSize = 20, WithPrivileges = true, Condensed = true });
        await client.PagesAsync(new() { CountOnly = true, ExcludeDisabled = true });
    }

    private static async Task ChangeAsync(IDataConnectionClient client)
    {
        var finance = await client.Spaces.ResolveAsync("Finance", Stop);
        var anna = await client.Users.ResolveAsync("Anna Berg", Stop);
        var made = await client.CreateAsync(Definition("All of it") with { Space = finance, Tags = ["a"], Properties = Login() }, Stop);
        var detailed = await client.GetAsync(made.Id, detailed: true, Stop);
        var archive = await client.Spaces.ResolveAsync("Archive", Stop);
        detailed = await client.UpdateAsync(
            detailed,
            new()
            {
                Name = "All of it 2",
                Space = archive,
                Tags = ["b"],
                Properties = new Dictionary<string, object?> { ["port"] = "1434", ["database"] = null },
                AuthCode = SandboxClient.Secure("code"),
            },
            Stop);
        detailed = await client.UpdateAsync(detailed, new() { CredentialId = (await client.OneAsync("CRM")).CredentialId }, Stop);
        detailed = await client.UpdateAsync(detailed, new() { SeparateCredentials = true }, Stop);
        detailed = await client.UpdateAsync(
            detailed,
            new()
            {
                ConnectionString = detailed.ConnectionString + "x=y;",
                Credential = new NetworkCredential("u", SandboxClient.Secure("p")),
                Type = "QvOdbcConnectorPackage.exe",
            },
            Stop
        );
        detailed = await client.UpdateAsync(detailed, new() { ConnectionSecret = SandboxClient.Secure("s") }, Stop);
        await client.UpdateAsync(detailed, new() { ClearConnectionSecret = true }, Stop);
        await client.AuthorizationUrlAsync(
            Definition("Later") with
            {
                DataSourceId = "gbq",
                Properties = new Dictionary<string, object?>(),
            },
            Stop
        );
        await client.TransferAsync([new Transfer(made.Id, anna, finance)], Stop);
        await client.DeleteAsync(made.Id, Stop);
        var another = await client.CreateAsync(Definition("All of it 3"), Stop);
        await client.DeleteManyAsync([another.Id, made.Id], Stop);
    }

    private static async Task CreateAsync(IDataConnectionClient client)
    {
        var finance = await client.Spaces.ResolveAsync("Finance", Stop);
        var set = (await client.CreateAsync(Definition("with set") with { Properties = Login() }, Stop)).CredentialId!.Value;
        await client.CreateAsync(
            new()
            {
                Name = "By statement",
                DataSourceId = "mssql",
                ConnectionString = "CUSTOM CONNECT TO \"provider=QvOdbcConnectorPackage.exe;driver=mssql;host=h;\"",
                Type = "QvOdbcConnectorPackage.exe",
                Space = finance,
                Tags = ["a"],
                CredentialId = set,
                CredentialName = "n",
                SeparateCredentials = true,
                ConnectionSecret = SandboxClient.Secure("s3"),
                LogOn = QlikLogOn.CurrentUser,
                Architecture = QlikArchitecture.X86,
            },
            Stop);
        await client.CreateAsync(
            new()
            {
                Name = "With login",
                DataSourceId = "mssql",
                ConnectionString = "CUSTOM CONNECT TO \"provider=QvOdbcConnectorPackage.exe;driver=mssql;host=h;\"",
                Type = "QvOdbcConnectorPackage.exe",
                Credential = new NetworkCredential("u", SandboxClient.Secure("p")),
            },
            Stop);
    }

    private static async Task WorkOnSourcesAndCredentialsAsync(IDataConnectionClient client)
    {
        await client.DataSources.ListAsync(includeDisabled: true, refresh: false, Stop);
        await client.DataSources.SpecificationAsync("mssql", Stop);
        await client.DataSources.GatewaysAsync("DG_mssql", forceRefresh: true, Stop);
        await client.DataSources.SetDisabledAsync("rest", disabled: true, Stop);
        var id = (await client.CreateAsync(Definition("with another set") with { Properties = Login() }, Stop)).CredentialId!.Value;
        var credential = await client.Credentials.GetAsync(id, Stop);
        credential = await client.Credentials.GetAsync(credential.Name, Stop);
        credential = await client.Credentials.RenameAsync(credential, "renamed", Stop);
        await client.Credentials.RenewAsync(credential, "renewed", new("u", SandboxClient.Secure("p")), Stop);
        await client.Credentials.OrphansAsync("mssql", "QvOdbcConnectorPackage.exe", true, Stop);
        await client.Credentials.DeleteAsync(id, Stop);
    }

    private static async Task RunLegacyAsync(IDataConnectionClient client)
    {
        var finance = await client.Spaces.ResolveAsync("Finance", Stop);
        await client.DataSources.SpecificationAsync("mssql", Stop);
        var made = await client.CreateAsync(Definition("By dcaas") with { Space = finance, Tags = ["a"], Properties = Login() }, Stop);
        made = await client.GetAsync(made.Id, detailed: true, Stop);
        await client.UpdateAsync(made, new() { Name = "By dcaas 2" }, Stop);
        await client.DeleteAsync(made.Id, Stop);
    }

    private static Dictionary<string, object?> Login() => new()
    {
        ["host"] = "db.acme.test",
        ["port"] = "1433",
        ["database"] = "dwh",
        ["username"] = "etl",
        ["password"] = SandboxClient.Secure("p"),
    };

    [GeneratedRegex("/api/(?:v1|connectivity)/data-")]
    private static partial Regex NamespacedPath();
}
