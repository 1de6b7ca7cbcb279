namespace QlikConnections.Client.Tests;

/// <summary>What is asked of a tenant, and by which query parameters: these and no others (docs/api-coverage.md, "not used", "never sent").</summary>
public sealed class SentParametersTests : OnSandbox
{
    /// <summary>What is named like the owner of a connection, for one, is an app.</summary>
    [Fact]
    public async Task List_WithEverything_UsesTheseParametersOnly()
    {
        IDataConnectionClient client = await ConnectAsync();
        QlikSpace finance = await client.Spaces.ResolveAsync("Finance", Stop);
        QlikUser anna = await client.Users.ResolveAsync("Anna Berg", Stop);
        QlikSpace personal = await client.Spaces.ResolveAsync("Personal", Stop);
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
            IncludeDisabled = true,
        });
        await client.PagesAsync(new() { IncludeDataFiles = true, PageSize = 20 });

        Assert.Equal(
            ["filter", "includeDisabled", "limit", "noDatafiles", "ownedByMe", "page", "personal", "sort", "spaceId", "userId"],
            Host.Sandbox.Requests.Where(r => r.PathAndQuery.StartsWith(Connections, StringComparison.Ordinal)).SelectMany(r => Names(r.PathAndQuery)).Distinct().Order());
    }

    [Fact]
    public async Task EveryOperationOnOne_UsesTheseEndpointsAndParametersOnly()
    {
        IDataConnectionClient client = await ConnectAsync();
        QlikSpace finance = await client.Spaces.ResolveAsync("Finance", Stop);
        QlikUser anna = await client.Users.ResolveAsync("Anna Berg", Stop);
        Host.Sandbox.ClearJournal();

        QlikDataConnection made = await client.CreateAsync(Definition("All of it"), Stop);
        QlikDataConnection detailed = await client.GetAsync(made.Id, detailed: true, Stop);
        await client.UpdateAsync(detailed, new() { Name = "All of it 2", Tags = ["a"] }, Stop);
        await client.TransferAsync([new Transfer(made.Id, anna, finance)], Stop);
        await client.DeleteAsync(made.Id, Stop);
        await client.DeleteManyAsync([made.Id], Stop);

        Assert.Equal(
            [
                "DELETE /api/v1/data-connections/{id}", "GET /api/v1/data-connections/{id}", "GET /api/v1/data-connections/{id}?parseConnection",
                "PATCH /api/v1/data-connections/{id}", "POST /api/v1/data-connections", "POST /api/v1/data-connections/actions/delete",
                "POST /api/v1/data-connections/actions/update",
            ],
            Host.Sandbox.Requests.Where(r => r.PathAndQuery.StartsWith(Connections, StringComparison.Ordinal))
                .Select(r => $"{r.Method} {r.PathAndQuery.Split('?')[0].Replace(made.Id.ToString("D"), "{id}", StringComparison.Ordinal)}{string.Concat(Names(r.PathAndQuery).Select(n => "?" + n))}")
                .Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Names(string pathAndQuery) =>
        pathAndQuery.Split('?').Skip(1).SelectMany(query => query.Split('&')).Select(parameter => parameter.Split('=')[0]);
}
