using System.Text.Json;

namespace QlikConnections.Client.Tests;

/// <summary>What is asked of a tenant, and by which query parameters: these and no others (docs/api-coverage.md, "not used", "never
/// sent").</summary>
public sealed class SentParametersTests : OnSandbox
{
    /// <summary>What is named like the owner of a connection, for one, is an app.</summary>
    [Fact]
    public async Task List_WithEverything_UsesTheseParametersOnly()
    {
        var client = await ConnectAsync();
        var finance = await client.Spaces.ResolveAsync("Finance", Stop);
        var anna = await client.Users.ResolveAsync("Anna Berg", Stop);
        var personal = await client.Spaces.ResolveAsync("Personal", Stop);
        Host.Sandbox.ClearJournal();

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
        await client.PagesAsync(new() { IncludeDataFiles = true, PageSize = 20 });

        Assert.Equal(
            ["filter", "includeDisabled", "limit", "noDatafiles", "ownedByMe", "page", "personal", "sort", "spaceId", "userId"],
            Host.Sandbox.Requests.Where(r => r.PathAndQuery.StartsWith(Connections, StringComparison.Ordinal))
                .SelectMany(r => Names(r.PathAndQuery))
                .Distinct()
                .Order()
        );
    }

    /// <summary>A plus sign that is not encoded would arrive as a blank.</summary>
    [Theory]
    [InlineData(QlikSortKey.Name, false, "sort=%2BqName")]
    [InlineData(QlikSortKey.Created, true, "sort=-created")]
    [InlineData(QlikSortKey.Modified, false, "sort=%2Bupdated")]
    public async Task Sort_IsTheServers(QlikSortKey key, bool descending, string parameter)
    {
        var client = await ConnectAsync();

        var rows = await client.RowsAsync(new() { IncludeNames = false, OrderBy = key, Descending = descending });

        Assert.Contains(parameter, Assert.Single(Host.Sandbox.Requests).PathAndQuery.Split('?', '&'));
        if (key != QlikSortKey.Name)
        {
            DateTimeOffset?[] times = [.. rows.Select(r => key == QlikSortKey.Created ? r.Created : r.Modified)];
            Assert.Equal(descending ? times.OrderDescending() : times.Order(), times);
        }
    }

    [Fact]
    public async Task EveryOperationOnOne_UsesTheseEndpointsAndParametersOnly()
    {
        var client = await ConnectAsync();
        var finance = await client.Spaces.ResolveAsync("Finance", Stop);
        var anna = await client.Users.ResolveAsync("Anna Berg", Stop);
        Host.Sandbox.ClearJournal();

        var made = await client.CreateAsync(Definition("All of it"), Stop);
        var detailed = await client.GetAsync(made.Id, detailed: true, Stop);
        await client.UpdateAsync(detailed, new() { Name = "All of it 2", Tags = ["a"] }, Stop);
        await client.TransferAsync([new Transfer(made.Id, anna, finance)], Stop);
        await client.DeleteAsync(made.Id, Stop);
        await client.DeleteManyAsync([made.Id, Guid.NewGuid()], Stop);

        Assert.Equal(
            [
                "DELETE /api/v1/data-connections/{id}",
                "GET /api/v1/data-connections/{id}",
                "GET /api/v1/data-connections/{id}?parseConnection",
                "PATCH /api/v1/data-connections/{id}",
                "POST /api/v1/data-connections",
                "POST /api/v1/data-connections/actions/delete",
                "POST /api/v1/data-connections/actions/update",
            ],
            Host.Sandbox.Requests.Where(r => r.PathAndQuery.StartsWith(Connections, StringComparison.Ordinal))
                .Select(r =>
                    $"{r.Method} {r.PathAndQuery.Split('?')[0].Replace(made.Id.ToString("D"), "{id}", StringComparison.Ordinal)}{string.Concat(Names(r.PathAndQuery).Select(n => "?" + n))}"
                )
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
    }

    /// <summary>PUT replaces a whole connection, so what it names is all there; credentials and tags are none of its business.</summary>
    [Fact]
    public async Task Put_HasTheseMembersOnly()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var crm = await client.OneAsync("CRM");

        await client.UpdateAsync(crm, new() { ConnectionSecret = SandboxClient.Secure("s3cret") }, Stop);

        var put = Assert.Single(tap.Sent, s => s.Method == "PUT");
        Assert.Equal($"{Connections}/{crm.Id:D}", put.PathAndQuery);
        using var body = JsonDocument.Parse(put.Body);
        Assert.Equal(
            [
                "datasourceID",
                "qArchitecture",
                "qConnectStatement",
                "qConnectionSecret",
                "qCredentialsID",
                "qEngineObjectID",
                "qID",
                "qLogOn",
                "qName",
                "qSeparateCredentials",
                "qType",
                "space",
            ],
            body.RootElement.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task SourcesAndCredentials_UseTheseEndpointsAndParametersOnly()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        var id = crm.CredentialId!.Value;
        Host.Sandbox.ClearJournal();

        await client.DataSources.ListAsync(includeDisabled: false, refresh: false, Stop);
        await client.DataSources.ListAsync(includeDisabled: true, refresh: false, Stop);
        await client.DataSources.SpecificationAsync("mssql", Stop);
        await client.DataSources.GatewaysAsync("DG_mssql", forceRefresh: true, Stop);
        await client.DataSources.SetDisabledAsync("rest", disabled: true, Stop);
        var credential = await client.Credentials.GetAsync(id, Stop);
        credential = await client.Credentials.GetAsync(credential.Name, Stop);
        credential = await client.Credentials.RenameAsync(credential, "renamed", Stop);
        await client.Credentials.RenewAsync(credential, null, new("u", SandboxClient.Secure("p")), Stop);
        await client.Credentials.OrphansAsync("mssql", null, null, Stop);
        await client.Credentials.DeleteAsync(id, Stop);

        Assert.Equal(
            [
                "DELETE data-credentials/{id}",
                "GET data-credentials/CRM in Sales?byCredentialName",
                "GET data-credentials/{id}",
                "GET data-sources",
                "GET data-sources/DG_mssql/gateways?forceRefresh",
                "GET data-sources/mssql/api-specs",
                "GET data-sources?includeDisabled",
                "PATCH data-credentials/{id}",
                "POST data-credentials/actions/filter-orphan",
                "PUT data-credentials/{id}",
                "PUT data-sources/rest/settings",
            ],
            Host.Sandbox.Requests.Where(r => r.PathAndQuery.Contains("/data-", StringComparison.Ordinal))
                .Select(r =>
                    $"{r.Method} {Uri.UnescapeDataString(r.PathAndQuery.Split('?')[0])["/api/v1/".Length..].Replace(id.ToString("D"), "{id}", StringComparison.Ordinal)}{string.Concat(Names(r.PathAndQuery).Select(n => "?" + n))}"
                )
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
    }

    private static IEnumerable<string> Names(string pathAndQuery) =>
        pathAndQuery.Split('?').Skip(1).SelectMany(query => query.Split('&')).Select(parameter => parameter.Split('=')[0]);
}
