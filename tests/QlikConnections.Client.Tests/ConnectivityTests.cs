namespace QlikConnections.Client.Tests;

/// <summary>The namespaced addresses, from the first request to the last.</summary>
public sealed class ConnectivityTests : OnSandbox
{
    private const string Twin = "/api/connectivity/data-connections";

    [Fact]
    public async Task EveryRequest_GoesToTheNamespace_AndEveryFieldArrives()
    {
        var client = await ConnectAsync(apiNamespace: QlikApiNamespace.Connectivity);
        Assert.Equal((QlikApiNamespace.Connectivity, QlikDialect.Current), (client.Session.ApiNamespace, client.Session.Dialect));

        var rows = await client.RowsAsync(new() { IncludeNames = false, PageSize = 7, OrderBy = QlikSortKey.Created, Descending = true });
        var made = await client.CreateAsync(Definition("Twin") with { Tags = ["x"] }, Stop);
        var changed = await client.UpdateAsync(made, new() { Name = "Twin 2" }, Stop);
        var one = await client.GetAsync(made.Id, detailed: true, Stop);
        var moved = Assert.Single(await client.TransferAsync([new(made.Id, null, await client.Spaces.ResolveAsync("Sales", Stop))], Stop));
        var set = await client.Credentials.GetAsync(rows.First(r => r.CredentialId is not null).CredentialId!.Value, Stop);
        await client.Credentials.RenameAsync(set, "Renamed", Stop);
        var specification = await client.DataSources.SpecificationAsync("mssql", Stop);
        await client.DeleteAsync(made.Id, Stop);

        string[] other = ["/api/v1/spaces", "/api/v1/users"];
        Assert.All(
            Host.Sandbox.Requests,
            r =>
                Assert.True(
                    r.PathAndQuery.StartsWith("/api/connectivity/", StringComparison.Ordinal)
                        || other.Any(o => r.PathAndQuery.StartsWith(o, StringComparison.Ordinal)),
                    r.ToString()
                )
        );
        Assert.All(Host.Sandbox.Requests, r => Assert.InRange(r.Status, 200, 299));
        Assert.All(rows, r => Assert.True(r.Created is not null && r.Modified is not null, r.Name));
        Assert.Equal(rows.Count, (await client.RowsAsync()).Count);
        Assert.Equal(rows.Count / 7 + 1, Host.Sandbox.Requests.Count(r => r.PathAndQuery.Contains("limit=7", StringComparison.Ordinal)));
        Assert.NotNull(made.Created);
        Assert.Equal(("Twin 2", "Twin 2"), (changed.Name, one.Name));
        Assert.Equal("db.acme.test", one.Properties!["host"]);
        Assert.Null(moved.Failure);
        Assert.NotNull(set.Created);
        Assert.NotEmpty(specification.Properties);
    }

    [Fact]
    public async Task NotFound_SaysSo()
    {
        var client = await ConnectAsync(apiNamespace: QlikApiNamespace.Connectivity);
        var failure = await Assert.ThrowsAnyAsync<QlikException>(() => client.DeleteAsync(Guid.NewGuid(), Stop));
        Assert.Equal("QlikDataConnectionNotFound", failure.ErrorId);
        Assert.StartsWith(Twin, Assert.Single(Host.Sandbox.Requests).PathAndQuery, StringComparison.Ordinal);
    }
}
