using System.Net;
using System.Text.Json;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Speaking to a tenant of the tutorials' time: wrapped patches, and dcaas for creation, one connection and the properties of a
/// source.</summary>
public sealed class LegacyDialectTests : OnSandbox
{
    private const string Dcaas = "/api/v1/dcaas/actions/data-connections";
    private readonly WireTap _tap = new();

    protected override CloudSandbox CreateTenant() => CloudSandbox.Create(new() { Dialect = CloudDialect.Legacy });

    private Task<IDataConnectionClient> ConnectLegacyAsync() => ConnectAsync(tap: _tap, dialect: QlikDialect.Legacy);

    private IReadOnlyList<string> Sent => [.. _tap.Sent.Select(r => $"{r.Method} {r.PathAndQuery.Split('?')[0]}")];

    [Fact]
    public async Task Update_WrapsTheOperations()
    {
        var client = await ConnectLegacyAsync();
        var crm = await client.OneAsync("CRM");
        var archive = await client.Spaces.ResolveAsync("Archive", Stop);
        _tap.Clear();

        var after = await client.UpdateAsync(crm, new() { Name = "CRM 2", Space = archive }, Stop);

        var sent = Assert.Single(_tap.Sent);
        Assert.Equal(("PATCH", $"{Connections}/{crm.Id:D}"), (sent.Method, sent.PathAndQuery));
        Assert.Equal(
            $$"""{"patchData":[{"op":"replace","path":"/qName","value":"CRM 2"},{"op":"replace","path":"/space","value":"{{archive.Id}}"}]}""",
            sent.Body
        );
        Assert.Equal(("CRM 2", archive.Id), (after.Name, after.SpaceId));
        Assert.Equal(archive.Id, (await client.OneAsync("CRM 2")).SpaceId);
    }

    [Fact]
    public async Task Create_FromAStatement_GoesPastDcaas_WhichHasNoSuchForm()
    {
        var client = await ConnectLegacyAsync();
        var crm = await client.OneAsync("CRM");
        _tap.Clear();

        var created = await client.CreateAsync(
            new() { Name = "CRM copy", DataSourceId = crm.DataSourceId, ConnectionString = crm.ConnectionString, Type = crm.Type }, Stop);

        Assert.Equal(["POST " + Connections, $"GET {Connections}/{created.Id:D}"], Sent);
        Assert.Contains("\"qConnectStatement\":", _tap.Sent[0].Body, StringComparison.Ordinal);
        Assert.Equal((crm.ConnectionString, crm.DataSourceId), (created.ConnectionString, created.DataSourceId));
    }

    [Fact]
    public async Task Update_OfCredentials_WrapsToo()
    {
        var client = await ConnectLegacyAsync();
        var set = await client.Credentials.GetAsync((await client.OneAsync("Absences")).CredentialId!.Value, Stop);
        _tap.Clear();

        await client.Credentials.RenameAsync(set, "Absences 2", Stop);

        Assert.Equal("""{"patchData":[{"op":"replace","path":"/qName","value":"Absences 2"}]}""", Assert.Single(_tap.Sent).Body);
    }

    [Fact]
    public async Task Update_WhatThatTimeCannotPatch_IsTheServersRefusal()
    {
        var client = await ConnectLegacyAsync();
        var crm = await client.OneAsync("CRM");

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => client.UpdateAsync(crm, new() { Tags = ["x"] }, Stop));

        Assert.Equal("QlikRequestRejected", failure.ErrorId);
        Assert.Contains("/tags", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_GoesToDcaas_AndTheWholeConnectionComesBack()
    {
        var client = await ConnectLegacyAsync();
        var finance = await client.Spaces.ResolveAsync("Finance", Stop);
        _tap.Clear();

        var made = await client.CreateAsync(
            new()
            {
                Name = "Landing",
                DataSourceId = "File_AmazonS3ConnectorV2",
                Space = finance,
                Tags = ["release"],
                Properties = new Dictionary<string, object?>
                {
                    ["region"] = "us-east-1",
                    ["bucketName"] = "bucket-name",
                    ["accessKey"] = SandboxClient.Secure("AK"),
                    ["secretKey"] = SandboxClient.Secure("SK"),
                },
            },
            Stop);

        Assert.Equal($"POST {Dcaas}", Sent[0]);
        Assert.Equal(
            $$$"""{"dataSourceId":"File_AmazonS3ConnectorV2","connectionName":"Landing","spaceId":"{{{finance.Id}}}","tags":["release"],"connectionProperties":{"region":"us-east-1","bucketName":"bucket-name","accessKey":"AK","secretKey":"SK"}}""",
            _tap.Sent[0].Body);
        Assert.Equal($"GET {Connections}/{made.Id:D}", Sent[1]);
        Assert.Equal(("Landing", "Finance", "QvWebStorageProviderConnectorPackage.exe"), (made.Name, made.SpaceName, made.Type));
        Assert.Equal(["release", "DcaasAPI:QvWebStorageProviderConnectorPackage.exe:4.37.1"], made.Tags);
        Assert.NotNull(made.ConnectionString);
        Assert.NotNull(made.CredentialId);
        Assert.NotEmpty(made.Privileges);
    }

    [Fact]
    public async Task Create_ThatCannotBeReadBack_IsMadeFromDcaasOwnResponse()
    {
        var client = await ConnectLegacyAsync();
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections + "/"), Status = 403 });

        var made = await client.CreateAsync(Definition("Hidden"), Stop);

        Assert.Equal(("Hidden", "mssql", "Personal"), (made.Name, made.DataSourceId, made.SpaceName));
        Assert.Equal(client.Session.UserId, made.OwnerId);
        Assert.Equal((await client.OneAsync("Hidden")).Modified, made.Modified);
        Assert.NotNull(made.Created);
    }

    [Theory]
    [InlineData("updatedAt")]
    [InlineData("updateAt")]
    public async Task BothSpellingsOfTheUpdateTime_AreRead(string spelling)
    {
        await using var server = await PlainServer.StartSignedInAsync(context =>
            context.Request.Method == "POST"
                ? PlainServer.JsonAsync(
                    context,
                    $$"""{"connectionId":"44054965-a970-458b-8c82-1fbf2934f87a","connectionName":"x","dataSourceId":"rest","userId":"u1","tenantId":"t","createdAt":"2023-03-23T13:30:55.351Z","{{spelling}}":"2023-03-24T13:30:55.351Z"}""",
                    201
                )
                : PlainServer.JsonAsync(context, "{}", 403)
        );
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key", dialect: QlikDialect.Legacy);

        var made = await client.CreateAsync(Definition("x"), Stop);

        Assert.Equal(DateTimeOffset.Parse("2023-03-23T13:30:55.351Z", System.Globalization.CultureInfo.InvariantCulture), made.Created);
        Assert.Equal(made.Created + TimeSpan.FromDays(1), made.Modified);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_TakesThePropertiesFromDcaas_AndTheRestFromTheConnection(bool detailed)
    {
        var client = await ConnectLegacyAsync();
        var row = (await client.RowsAsync(new() { Names = [new(TextMatchKind.Equal, "CRM")] })).Single();
        _tap.Clear();

        var one = await client.GetAsync(row.Id, detailed, Stop);

        Assert.Equal([$"GET {Dcaas}/{row.Id:D}", $"GET {Connections}/{row.Id:D}"], Sent);
        Assert.DoesNotContain("?", _tap.Sent[1].PathAndQuery, StringComparison.Ordinal);
        using var modern = await SandboxClient.ConnectAsync(Host);
        var same = await modern.GetAsync(row.Id, detailed: true, Stop);
        Assert.Equal(JsonSerializer.Serialize(same.Properties), JsonSerializer.Serialize(one.Properties));
        Assert.NotEmpty(one.Properties!);
        Assert.Equal(
            (
                same.Name,
                same.Type,
                same.ConnectionString,
                same.SpaceName,
                same.OwnerName,
                same.CredentialId,
                same.LogOn,
                same.Architecture,
                same.Created,
                same.Modified
            ),
            (
                one.Name,
                one.Type,
                one.ConnectionString,
                one.SpaceName,
                one.OwnerName,
                one.CredentialId,
                one.LogOn,
                one.Architecture,
                one.Created,
                one.Modified
            )
        );
        Assert.Equal(same.Tags, one.Tags);
        Assert.Equal(same.Privileges, one.Privileges);
    }

    [Fact]
    public async Task Get_OfNothing_IsNotFoundAfterOneRequest()
    {
        var client = await ConnectLegacyAsync();

        var failure = await Assert.ThrowsAnyAsync<QlikException>(() => client.GetAsync(Guid.NewGuid(), detailed: false, Stop));

        Assert.Equal("QlikDataConnectionNotFound", failure.ErrorId);
        Assert.Single(_tap.Sent);
    }

    [Theory]
    [InlineData(400, "QlikRequestRejected")]
    [InlineData(401, "QlikAuthenticationFailed")]
    [InlineData(403, "QlikAccessDenied")]
    public async Task DcaasStatuses_AreTheErrorIdsOfTheRest(int status, string errorId)
    {
        var client = await ConnectLegacyAsync();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("POST", Dcaas),
                Status = status,
                Body = """{"errors":[{"code":"DCAAS-2007","title":"No","detail":"why not"}]}""",
            }
        );

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => client.CreateAsync(Definition("x"), Stop));

        Assert.Equal((errorId, "DCAAS-2007", (HttpStatusCode?)status), (failure.ErrorId, failure.Code, failure.StatusCode));
        Assert.Contains("No: why not (DCAAS-2007)", failure.Message, StringComparison.Ordinal);
        Assert.Single(_tap.Sent);
    }

    [Fact]
    public async Task DcaasThatIsAway_IsAskedAgainAsTheRestIs()
    {
        var time = new FakeTime { SkipWaits = true };
        var client = await ConnectAsync(time: time, tap: _tap, dialect: QlikDialect.Legacy);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Dcaas), Status = 503, Times = 4 });

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => client.GetAsync(Guid.NewGuid(), detailed: true, Stop));

        Assert.Equal("QlikServiceUnavailable", failure.ErrorId);
        Assert.Equal((4, 3), (_tap.Sent.Count, time.Waits.Count));
    }

    [Theory]
    [InlineData("mssql", null)]
    [InlineData("nope", "QlikDataSourceNotFound")]
    [InlineData("AmazonS3Connector", "QlikDataSourceDisabled")]
    public async Task Specifications_ComeFromDcaas(string source, string? errorId)
    {
        var client = await ConnectLegacyAsync();

        if (errorId is null)
        {
            var specification = await client.DataSources.SpecificationAsync(source, Stop);
            Assert.Equal(("QvOdbcConnectorPackage.exe", "8.1.0"), (specification.Provider, specification.Version));
            Assert.Contains(specification.Properties, p => p.Name == "host");
        }
        else
        {
            var failure = await Assert.ThrowsAnyAsync<QlikException>(() => client.DataSources.SpecificationAsync(source, Stop));
            Assert.Equal(errorId, failure.ErrorId);
        }

        Assert.Equal($"{Dcaas}/api-specs?dataSourceId={source}", _tap.Sent[0].PathAndQuery);
    }

    [Fact]
    public async Task ListsAndBulk_AreAsEver()
    {
        var client = await ConnectLegacyAsync();
        var crm = await client.OneAsync("CRM");

        var outcomes = await client.DeleteManyAsync([crm.Id, Guid.NewGuid()], Stop);

        Assert.Null(outcomes[0].Failure);
        Assert.Equal([$"GET {Connections}", $"POST {Connections}/actions/delete"], Sent);
    }

    [Fact]
    public async Task LegacyAndConnectivity_AreRefusedTogether_BeforeAnythingIsSent()
    {
        Host.Sandbox.ClearJournal();

        var failure = await Assert.ThrowsAnyAsync<QlikException>(
            () => SandboxClient.ConnectAsync(Host, apiNamespace: QlikApiNamespace.Connectivity, dialect: QlikDialect.Legacy));

        Assert.Equal("QlikDialectInvalid", failure.ErrorId);
        Assert.Empty(Host.Sandbox.Requests);
    }
}
