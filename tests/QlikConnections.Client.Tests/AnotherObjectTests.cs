using System.Text.Json.Nodes;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>A tenant, or a cache before it, that responds about another object than was asked for: never believed, and nothing sent on the
/// strength of it.</summary>
public sealed class AnotherObjectTests : OnSandbox
{
    private const string Credentials = "/api/v1/data-credentials";
    private const string SomebodyElse =
        """{"data":[{"id":"64220000000000000000bb01","name":"Somebody else","email":"somebody@acme.test","subject":"ACME\\somebody"}]}""";
    private readonly FakeTime _time = new() { SkipWaits = true };

    protected override SandboxHostOptions CreateOptions() =>
        new() { Sandbox = CloudSandbox.Create(new() { Clock = () => _time.GetUtcNow() }), Clock = () => _time.GetUtcNow() };

    [Theory]
    [InlineData(QlikApiNamespace.V1, QlikDialect.Current, false)]
    [InlineData(QlikApiNamespace.V1, QlikDialect.Current, true)]
    [InlineData(QlikApiNamespace.V1, QlikDialect.Legacy, true)]
    [InlineData(QlikApiNamespace.Connectivity, QlikDialect.Current, true)]
    public async Task Get_IsRefused(QlikApiNamespace apiNamespace, QlikDialect dialect, bool detailed)
    {
        var client = await ConnectAsync(apiNamespace: apiNamespace, dialect: dialect);
        (var a, var b) = await TwoAsync(client);
        var path =
            dialect == QlikDialect.Legacy ? "/api/v1/dcaas/actions/data-connections"
            : apiNamespace == QlikApiNamespace.V1 ? Connections
            : "/api/connectivity/data-connections";
        Mix($"{a.Id:D}", $"{path}/{b.Id:D}");

        await NotBelievedAsync(() => client.GetAsync(a.Id, detailed, Stop));

        Assert.Single(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task Get_TakesTheIdInAnySpelling()
    {
        var client = await ConnectAsync();
        var payroll = await client.OneAsync("Payroll");
        Host.Faults.Add(
            new()
            {
                Kind = FaultKind.Rewrite,
                Rewrite = body => body.Replace($"{payroll.Id:D}", $"{payroll.Id:D}".ToUpperInvariant(), StringComparison.Ordinal),
            }
        );

        Assert.Equal(payroll.Id, (await client.GetAsync(payroll.Id, detailed: false, Stop)).Id);
    }

    [Fact]
    public async Task ReadBeforeAndAfterASecret_IsRefused()
    {
        var client = await ConnectAsync();
        (var a, var b) = await TwoAsync(client);
        Mix($"{a.Id:D}", $"{Connections}/{b.Id:D}");
        using var secret = new System.Security.SecureString();
        secret.AppendChar('x');

        await NotBelievedAsync(() => client.UpdateAsync(a, new DataConnectionChange { ConnectionSecret = secret }, Stop));

        Assert.Equal(0, Count("PUT", $"{Connections}/{a.Id:D}") + Count("PUT", $"{Connections}/{b.Id:D}"));
    }

    [Fact]
    public async Task Creation_ReturningAnExistingConnection_IsFoundByItsName()
    {
        var client = await ConnectAsync(time: _time);
        var payroll = await client.OneAsync("Payroll");
        Host.Sandbox.ClearJournal();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("POST", Connections),
                Kind = FaultKind.AnotherObject,
                Another = $"{Connections}/{payroll.Id:D}",
            }
        );

        var made = await client.CreateAsync(Definition("Made"), Stop);

        Assert.NotEqual(payroll.Id, made.Id);
        Assert.Equal((await client.OneAsync("Made")).Id, made.Id);
        Assert.Equal(1, Count("POST", Connections));
    }

    [Fact]
    public async Task Creation_WithTheIdOfAnExistingConnectionAlone_IsFoundByItsName()
    {
        var client = await ConnectAsync(time: _time);
        var payroll = await client.OneAsync("Payroll");
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("POST", Connections),
                Kind = FaultKind.Rewrite,
                Rewrite = body =>
                    body.Replace(
                        System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("qID").GetString()!,
                        $"{payroll.Id:D}",
                        StringComparison.Ordinal
                    ),
            }
        );

        var made = await client.CreateAsync(Definition("Made"), Stop);

        Assert.NotEqual(payroll.Id, made.Id);
        Assert.Equal((await client.OneAsync("Made")).Id, made.Id);
        Assert.Equal(1, Count("POST", Connections));
    }

    [Fact]
    public async Task Credential_IsRefused_ByIdAndByName()
    {
        var client = await ConnectAsync();
        QlikDataCredential[] both = [.. await CredentialsAsync(client)];
        Host.Sandbox.ClearJournal();
        Mix($"{both[0].Id:D}", $"{Credentials}/{both[1].Id:D}");
        await NotBelievedAsync(() => client.Credentials.GetAsync(both[0].Id, Stop));

        Mix("byCredentialName", $"{Credentials}/{Uri.EscapeDataString(both[1].Name)}");
        await NotBelievedAsync(() => client.Credentials.GetAsync(both[0].Name, Stop));

        Assert.Equal(2, Host.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task Specification_OfAnotherKind_IsNotASourceWithoutProperties()
    {
        var client = await ConnectAsync();
        var payroll = await client.OneAsync("Payroll");
        Mix("api-specs", $"{Connections}/{payroll.Id:D}");

        await NotBelievedAsync(() => client.DataSources.SpecificationAsync("mssql", Stop));
    }

    [Fact]
    public async Task User_WhoWasNotAskedFor_IsNotTheOneMeant()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", "/users.*filter"),
                Kind = FaultKind.Rewrite,
                Times = 2,
                Rewrite = _ => SomebodyElse,
            }
        );

        var failure = await Assert.ThrowsAnyAsync<QlikException>(() => client.Users.ResolveAsync("nobody@acme.test", Stop));

        Assert.Equal("QlikUserNotFound", failure.ErrorId);
    }

    [Fact]
    public async Task BulkItems_ReadAfterALostResponse_AreUnknown()
    {
        var client = await ConnectAsync(time: _time);
        (var a, var b) = await TwoAsync(client);
        var sales = await client.Spaces.ResolveAsync("Sales", Stop);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", "actions/update"), Kind = FaultKind.ResetAfter, Times = 4 });
        Mix($"{a.Id:D}", $"{Connections}/{b.Id:D}", int.MaxValue);

        var anna = await client.Users.ResolveAsync("Anna Berg", Stop);
        var outcome = Assert.Single(await client.TransferAsync([new Transfer(a.Id, anna, sales)], Stop));

        Assert.Equal("QlikOutcomeUnknown", outcome.Failure?.ErrorId);
    }

    /// <summary>All ids of an object have the same value, so an object in which they differ may be another one.</summary>
    [Theory]
    [InlineData("id", QlikApiNamespace.V1, false)]
    [InlineData("qEngineObjectID", QlikApiNamespace.V1, true)]
    [InlineData("qID", QlikApiNamespace.V1, false)]
    [InlineData("id", QlikApiNamespace.Connectivity, true)]
    public async Task Get_WithIdsThatDiffer_IsRefused(string member, QlikApiNamespace apiNamespace, bool detailed)
    {
        var client = await ConnectAsync(apiNamespace: apiNamespace);
        (var a, var b) = await TwoAsync(client);
        Contradict("GET", $"{a.Id:D}", member, b.Id);
        await NotBelievedAsync(() => client.GetAsync(a.Id, detailed, Stop));
        // Nor when it was the other that was asked for.
        Contradict("GET", $"{b.Id:D}", member, a.Id);
        await NotBelievedAsync(() => client.GetAsync(b.Id, detailed, Stop));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("qEngineObjectID")]
    public async Task Row_WithIdsThatDiffer_IsLeftOutAndReported(string member)
    {
        var client = await ConnectAsync();
        (var a, var b) = await TwoAsync(client);
        Contradict("GET", $"{Connections}\\?", member, b.Id, a.Id);

        var rows = new List<QlikDataConnection>();
        var failures = new List<QlikException>();
        await foreach (var page in client.ListAsync(new(), Stop))
        {
            rows.AddRange(page.Items);
            failures.AddRange(page.Failures);
        }

        Assert.DoesNotContain(a.Id, rows.Select(r => r.Id));
        Assert.Single(rows, r => r.Id == b.Id);
        Assert.Equal("QlikPartialResult", Assert.Single(failures).ErrorId);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("qEngineObjectID")]
    public async Task Creation_WithIdsThatDiffer_IsFoundByItsName(string member)
    {
        var client = await ConnectAsync(time: _time);
        var payroll = await client.OneAsync("Payroll");
        Contradict("POST", $"^{Connections}$", member, payroll.Id);

        var made = await client.CreateAsync(Definition("Made"), Stop);

        Assert.Equal((await client.OneAsync("Made")).Id, made.Id);
        Assert.Equal(1, Count("POST", Connections));
    }

    [Fact]
    public async Task Credential_WithIdsThatDiffer_IsRefused()
    {
        var client = await ConnectAsync();
        QlikDataCredential[] both = [.. await CredentialsAsync(client)];
        Contradict("GET", $"{both[0].Id:D}", "id", both[1].Id);
        Assert.Equal(
            "QlikUnexpectedResponse",
            (await Assert.ThrowsAnyAsync<QlikApiException>(() => client.Credentials.GetAsync(both[0].Id, Stop))).ErrorId
        );
    }

    private static async Task NotBelievedAsync(Func<Task> act)
    {
        var failure = await Assert.ThrowsAnyAsync<QlikApiException>(act);
        Assert.Equal("QlikUnexpectedResponse", failure.ErrorId);
        Assert.Contains("another object", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<QlikDataCredential>> CredentialsAsync(IDataConnectionClient client)
    {
        var found = new List<QlikDataCredential>();
        foreach (var id in (await client.RowsAsync()).Select(c => c.CredentialId).OfType<Guid>().Distinct().Take(2))
        {
            found.Add(await client.Credentials.GetAsync(id, Stop));
        }

        return found;
    }

    private async Task<(QlikDataConnection A, QlikDataConnection B)> TwoAsync(IDataConnectionClient client)
    {
        var all = await client.RowsAsync();
        Host.Sandbox.ClearJournal();
        return (all[0], all[1]);
    }

    /// <summary>The next response to such a request has another id in one member: of an object, or of a row of a list.</summary>
    private void Contradict(string method, string path, string member, Guid id, Guid? row = null) =>
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching(method, path),
                Kind = FaultKind.Rewrite,
                Rewrite = body =>
                {
                    var response = JsonNode.Parse(body)!;
                    var rows = response["data"]?.AsArray() ?? [response.DeepClone()];
                    var one = row is null ? response : rows.Single(r => r!["qID"]!.GetValue<Guid>() == row)!;
                    one[member] = $"{id:D}";
                    return response.ToJsonString();
                },
            }
        );

    /// <summary>The next GET whose path contains the text returns the content of another path.</summary>
    private void Mix(string part, string another, int times = 1) => Host.Faults.Add(new()
    {
        Match = (method, path) => method == "GET" && path.Contains(part, StringComparison.Ordinal),
        Kind = FaultKind.AnotherObject,
        Another = another,
        Times = times,
    });
}
