using System.Net;
using System.Security;
using System.Text.Json;

namespace QlikConnections.Client.Tests;

/// <summary>Single properties and logins of connections: only what differs, by one PATCH, and never against the rules of July
/// 2026.</summary>
public sealed class PropertyPatchTests : OnSandbox
{
    private const string Specification = "/api/v1/data-sources/mssql/api-specs";

    private static SecureString Secret => SandboxClient.Secure("pw-1");

    [Fact]
    public async Task Properties_AreComparedFirst_AndOneThatDiffersIsSentAlone()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var trials = await client.OneAsync("Trials");
        tap.Clear();

        var after = await client.UpdateAsync(trials, Properties(("port", 1433), ("DATABASE", "dwh2")), Stop);

        Assert.Equal(
            [$"GET {Specification}", $"GET {Connections}/{trials.Id:D}?parseConnection=true", $"PATCH {Connections}/{trials.Id:D}"],
            Sent(tap, but: "users"));
        Assert.Equal("""[{"op":"replace","path":"/connectionProperties/database","value":"dwh2"}]""", tap.Sent[^1].Body);
        Assert.Equal(("dwh2", "1433"), (after.Properties!["database"], after.Properties["port"]));
        var read = await client.GetAsync(trials.Id, detailed: true, Stop);
        Assert.Equal("dwh2", read.Properties!["database"]);
        Assert.Contains("db=dwh2;", read.ConnectionString, StringComparison.Ordinal);
        Assert.Null(after.ConnectionString);
    }

    [Fact]
    public async Task Properties_OfADetailedConnection_NeedNoMoreThanThePatch()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var trials = await DetailedAsync(client, "Trials");
        await client.DataSources.SpecificationAsync("mssql", Stop);
        tap.Clear();

        var same = await client.UpdateAsync(trials, Properties(("database", "dwh"), ("port", "1433")), Stop);
        Assert.Same(trials, same);
        Assert.Empty(tap.Sent);

        await client.UpdateAsync(trials, Properties(("database", "dwh2")) with { Name = "Trials 2" }, Stop);
        Assert.Equal(
            """[{"op":"replace","path":"/qName","value":"Trials 2"},{"op":"replace","path":"/connectionProperties/database","value":"dwh2"}]""",
            Assert.Single(tap.Sent).Body);
    }

    [Fact]
    public async Task Properties_Null_Removes_AndWhatIsNotThereIsNotRemovedAgain()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var trials = await DetailedAsync(client, "Trials");
        await client.DataSources.SpecificationAsync("mssql", Stop);
        tap.Clear();

        var after = await client.UpdateAsync(trials, Properties(("Database", null), ("QueryTimeout", null)), Stop);

        Assert.Equal("""[{"op":"remove","path":"/connectionProperties/database"}]""", Assert.Single(tap.Sent).Body);
        Assert.False(after.Properties!.ContainsKey("database"));
        Assert.False((await DetailedAsync(client, "Trials")).Properties!.ContainsKey("database"));
    }

    [Fact]
    public async Task Properties_EmptyText_ClearsAValue()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var trials = await DetailedAsync(client, "Trials");
        tap.Clear();

        await client.UpdateAsync(trials, Properties(("database", "")), Stop);

        Assert.Equal("""[{"op":"replace","path":"/connectionProperties/database","value":""}]""", tap.Sent[^1].Body);
    }

    [Theory]
    [InlineData("hosst", "x", "'host'")]
    [InlineData("nosuch", null, "nosuch")]
    [InlineData("port", true, null)]
    public async Task Properties_ThatDoNotFit_AreRefusedBeforeTheConnectionIsAskedFor(string name, object? value, string? says)
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var trials = await client.OneAsync("Trials");
        tap.Clear();
        var given = value is true ? new Dictionary<string, object?>() : value;

        var refused = await Assert.ThrowsAnyAsync<QlikException>(() => client.UpdateAsync(trials, Properties((name, given)), Stop));

        Assert.Equal("QlikPropertyInvalid", refused.ErrorId);
        Assert.Contains(says ?? name, refused.Message, StringComparison.Ordinal);
        Assert.Equal([$"GET {Specification}"], Sent(tap));
    }

    [Fact]
    public async Task Properties_Unchecked_CostNoSpecification()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var trials = await DetailedAsync(client, "Trials");
        tap.Clear();

        var refused = await Assert.ThrowsAsync<QlikApiException>(
            () => client.UpdateAsync(trials, Properties(("a/b~c", "x")) with { SkipPropertyCheck = true }, Stop));

        Assert.Equal("QlikRequestRejected", refused.ErrorId);
        Assert.Equal("""[{"op":"replace","path":"/connectionProperties/a~1b~0c","value":"x"}]""", Assert.Single(tap.Sent).Body);
    }

    [Fact]
    public async Task Properties_OfAConnectionWithoutADataSource_AreNotSupported()
    {
        var client = await ConnectAsync();
        var files = (await client.OneAsync("Trials")).With(c => (c.DataSourceId, c.Name) = (null, "DataFiles"));

        var refused = await Assert.ThrowsAnyAsync<QlikException>(() => client.UpdateAsync(files, Properties(("path", "x")), Stop));

        Assert.Equal("QlikNotSupported", refused.ErrorId);
    }

    [Fact]
    public async Task Rotation_OfManyConnections_IsOnePatchEachAndOneSpecificationPerSource()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        // User name and password are called differently from source to source.
        QlikDataConnection[] rows =
        [
            .. (await client.RowsAsync()).Where(r => r.DataSourceId is "mssql" or "snowflake" or "rest" or "AmazonS3ConnectorV2"),
        ];
        var sources = rows.Select(r => r.DataSourceId).Distinct().Count();
        tap.Clear();

        await Task.WhenAll(rows.Select(r => client.UpdateAsync(r, new() { Credential = new NetworkCredential("svc", Secret) }, Stop)));

        Assert.Equal((4, true), (sources, rows.Length > 20));
        Assert.Equal(sources, tap.Sent.Count(s => s.Method == "GET" && s.PathAndQuery.EndsWith("/api-specs", StringComparison.Ordinal)));
        Assert.Equal(rows.Length, tap.Sent.Count(s => s.Method == "PATCH"));
        Assert.Equal(rows.Length + sources, tap.Sent.Count);
        var keys = tap
            .Sent.Single(s =>
                s.PathAndQuery.EndsWith(rows.First(r => r.DataSourceId == "AmazonS3ConnectorV2").Id.ToString("D"), StringComparison.Ordinal)
            )
            .Body;
        Assert.Equal(
            """[{"op":"replace","path":"/connectionProperties/accessKey","value":"svc"},{"op":"replace","path":"/connectionProperties/secretKey","value":"pw-1"}]""",
            keys
        );
    }

    [Fact]
    public async Task Rotation_WhereTheSourceTakesNoLogin_SaysWhatItTakes()
    {
        var client = await ConnectAsync();
        var bucket = await client.OneAsync("Raw clicks");

        var refused = await Assert.ThrowsAnyAsync<QlikException>(() =>
            client.UpdateAsync(bucket, new() { Credential = new NetworkCredential("u", Secret) }, Stop)
        );

        Assert.Equal("QlikPropertyInvalid", refused.ErrorId);
        Assert.Contains("serviceAccountKeyFile", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_PasswordTwice_IsRefused()
    {
        var client = await ConnectAsync();
        var trials = await client.OneAsync("Trials");

        var refused = await Assert.ThrowsAnyAsync<QlikException>(() =>
            client.UpdateAsync(trials, Properties(("password", Secret)) with { Credential = new NetworkCredential("u", Secret) }, Stop)
        );

        Assert.Equal("QlikPropertyInvalid", refused.ErrorId);
        Assert.Contains("'password' is given twice", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, Count("PATCH", $"{Connections}/{trials.Id:D}"));
    }

    [Fact]
    public async Task Rules_StatementAndProperties_AreNotMixed()
    {
        var client = await ConnectAsync();
        var trials = await client.OneAsync("Trials");
        var both = Properties(("password", Secret)) with { ConnectionString = trials.ConnectionString + ";" };

        var refused = await Assert.ThrowsAnyAsync<QlikException>(() => client.UpdateAsync(trials, both, Stop));

        Assert.Equal("QlikPatchRefused", refused.ErrorId);
        // The same statement is none that changes.
        await client.UpdateAsync(trials, both with { ConnectionString = trials.ConnectionString }, Stop);
        Assert.Equal(1, Count("PATCH", $"{Connections}/{trials.Id:D}"));
    }

    [Theory]
    [InlineData("Trials", "host", "db9.acme.test")]
    [InlineData("Ads spend", "server", "s.snowflake.test")]
    [InlineData("CRM", "url", "https://crm9.test/")]
    [InlineData("Trials", "host", null)]
    public async Task Rules_ANewHost_NeedsTheLogin(string connection, string property, string? value)
    {
        var client = await ConnectAsync();
        var row = await client.OneAsync(connection);

        var refused = await Assert.ThrowsAnyAsync<QlikException>(() => client.UpdateAsync(row, Properties((property, value)), Stop));

        Assert.Equal("QlikPatchRefused", refused.ErrorId);
        Assert.Contains($"'{connection}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(property, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Host.Sandbox.Requests, r => r.Method == "PATCH");
    }

    [Fact]
    public async Task Rules_ANewHostWithTheLogin_IsOnePatch()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var trials = await DetailedAsync(client, "Trials");
        tap.Clear();

        await client.UpdateAsync(
            trials,
            Properties(("host", "db9.acme.test")) with
            {
                Credential = new NetworkCredential("u", Secret),
            },
            Stop
        );

        using var body = JsonDocument.Parse(Assert.Single(tap.Sent, s => s.Method == "PATCH").Body);
        Assert.Equal(
            ["/connectionProperties/host", "/connectionProperties/username", "/connectionProperties/password"],
            body.RootElement.EnumerateArray().Select(o => o.GetProperty("path").GetString()));
        Assert.Equal("db9.acme.test", (await DetailedAsync(client, "Trials")).Properties!["host"]);
    }

    [Fact]
    public async Task Rules_TheSameHost_NeedsNoLogin()
    {
        var client = await ConnectAsync();
        var trials = await DetailedAsync(client, "Trials");

        var after = await client.UpdateAsync(trials, Properties(("host", trials.Properties!["host"]), ("database", "x")), Stop);

        Assert.Equal("x", after.Properties!["database"]);
    }

    [Fact]
    public async Task Rules_SeparateCredentials_AreDetachedByANewHost_WhichIsSaidBefore()
    {
        var client = await ConnectAsync();
        var payroll = await client.OneAsync("Payroll");

        var plan = await client.PrepareAsync(payroll, Properties(("host", "db9.acme.test")), Stop);

        Assert.Contains("'Payroll'", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.Empty((await client.PrepareAsync(payroll, Properties(("database", "x")), Stop)).Warnings);
        Assert.Single(
            (
                await client.PrepareAsync(
                    payroll,
                    new() { ConnectionString = payroll.ConnectionString!.Replace("host=", "host=new-", StringComparison.Ordinal) },
                    Stop
                )
            ).Warnings
        );
        Assert.Empty(
            (
                await client.PrepareAsync(
                    payroll,
                    new() { ConnectionString = payroll.ConnectionString!.Replace("port=", "port=1", StringComparison.Ordinal) },
                    Stop
                )
            ).Warnings
        );
        Assert.DoesNotContain(Host.Sandbox.Requests, r => r.Method == "PATCH");
        await client.UpdateAsync(plan.Current, plan.Change, Stop);
        Assert.Null((await client.OneAsync("Payroll")).CredentialId);
    }

    [Fact]
    public async Task Separate_IsComparedWithoutARead()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var trials = await client.OneAsync("Trials");
        var payroll = await client.OneAsync("Payroll");
        tap.Clear();

        Assert.Same(payroll, await client.UpdateAsync(payroll, Properties(("separateCredentials", true)), Stop));
        var after = await client.UpdateAsync(
            trials,
            Properties(("separateCredentials", true), ("credentialsName", "Trials of each")),
            Stop
        );

        Assert.Equal([$"GET {Specification}", $"PATCH {Connections}/{trials.Id:D}"], Sent(tap));
        Assert.Equal(
            """[{"op":"replace","path":"/connectionProperties/separateCredentials","value":true},{"op":"replace","path":"/connectionProperties/credentialsName","value":"Trials of each"}]""",
            tap.Sent[^1].Body);
        Assert.True(after.SeparateCredentials);
        Assert.True((await client.OneAsync("Trials")).SeparateCredentials);
    }

    [Fact]
    public async Task CredentialId_ThatDoesNotExist_IsAnErrorAboutTheCredential()
    {
        var client = await ConnectAsync();
        var trials = await client.OneAsync("Trials");
        var nowhere = Guid.NewGuid();

        var missing = await Assert.ThrowsAnyAsync<QlikException>(() => client.UpdateAsync(trials, new() { CredentialId = nowhere }, Stop));
        Assert.Equal("QlikCredentialNotFound", missing.ErrorId);
        Assert.Contains(nowhere.ToString("D"), missing.Message, StringComparison.Ordinal);

        await client.DeleteAsync(trials.Id, Stop);
        var gone = await Assert.ThrowsAnyAsync<QlikException>(() => client.UpdateAsync(trials, new() { CredentialId = nowhere }, Stop));
        Assert.Equal("QlikDataConnectionNotFound", gone.ErrorId);
    }

    [Fact]
    public async Task AuthCode_TravelsInAHeader_AlsoAlone()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var row = await client.OneAsync("Raw events");
        tap.Clear();

        await client.UpdateAsync(row, new() { AuthCode = SandboxClient.Secure("4/0-abc_DEF") }, Stop);

        var sent = Assert.Single(tap.Sent);
        Assert.Equal("""[{"op":"replace","path":"/qName","value":"Raw events"}]""", sent.Body);
        Assert.Equal("code=4/0-abc_DEF", sent.AuthCode);
        Assert.DoesNotContain("4/0-abc_DEF", sent.PathAndQuery, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData(" ")]
    [InlineData("ö")]
    public async Task AuthCode_ThatNoHeaderCanCarry_IsRefused(string code)
    {
        var client = await ConnectAsync();
        var row = await client.OneAsync("Raw events");
        Host.Sandbox.ClearJournal();

        var refused = await Assert.ThrowsAnyAsync<QlikException>(() =>
            client.UpdateAsync(row, new() { AuthCode = SandboxClient.Secure(code) }, Stop)
        );

        Assert.Equal("QlikInputInvalid", refused.ErrorId);
        Assert.DoesNotContain("X-Evil", refused.ToString(), StringComparison.Ordinal);
        Assert.Empty(Host.Sandbox.Requests);
    }

    private static DataConnectionChange Properties(params (string Name, object? Value)[] properties) =>
        new() { Properties = properties.ToDictionary(p => p.Name, p => p.Value) };

    private static async Task<QlikDataConnection> DetailedAsync(IDataConnectionClient client, string name) =>
        await client.GetAsync((await client.OneAsync(name)).Id, detailed: true, Stop);

    private static IEnumerable<string> Sent(WireTap tap, string but = "/spaces") =>
        tap
            .Sent.Select(s => $"{s.Method} {s.PathAndQuery}")
            .Where(s => !s.Contains(but, StringComparison.Ordinal) && !s.Contains("/spaces", StringComparison.Ordinal));
}
