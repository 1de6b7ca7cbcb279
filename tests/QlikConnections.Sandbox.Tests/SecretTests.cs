using System.Text.Json;
using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

/// <summary>A marker goes in as every kind of secret; it must come out nowhere.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Marker = "MARKER-7f3a";

    private readonly string _statePath = Path.Combine(Path.GetTempPath(), $"sandbox-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_statePath);

    [Fact]
    public async Task NoSecret_ComesOutInAResponseOrInTheStateFile()
    {
        await using var sandbox = await StartAsync(new() { StatePath = _statePath });
        var finance = await sandbox.SpaceAsync("Finance");
        var answers = new List<JsonElement>();
        foreach (var body in Bodies(finance))
        {
            answers.Add(await sandbox.SendAsync(201, "POST", Connections, body));
        }

        var ledger = await sandbox.ConnectionAsync("Ledger", "Finance");
        await sandbox.SendAsync(204, "PATCH", $"{Connections}/{ledger}", new[] { Op("replace", "/connectionProperties/password", Marker) });
        await sandbox.SendAsync(
            204,
            "PATCH",
            $"{Connections}/{ledger}",
            new[] { Op("replace", "/qUsername", Marker), Op("replace", "/qPassword", Marker) }
        );
        await sandbox.SendAsync(
            204,
            "PATCH",
            $"{Connections}/{ledger}",
            new[]
            {
                Op("replace", "/qPassword", Marker),
                Op("replace", "/qConnectStatement", $"CUSTOM CONNECT TO \"provider=x;host=h;password={Marker};accessToken={Marker};\""),
            }
        );
        await sandbox.SendAsync(
            400,
            "PATCH",
            $"{Connections}/{ledger}",
            new[] { Op("replace", "/qPassword", Marker), Op("replace", "/connectionProperties/password", Marker) }
        );
        answers.Add(
            await sandbox.SendAsync(
                201,
                "POST",
                Connections + "/actions/duplicate",
                new
                {
                    id = ledger,
                    qUsername = "u",
                    qPassword = Marker,
                }
            )
        );
        foreach (var row in await sandbox.PagesAsync($"{Connections}?limit=100&extended=true&includeQris=true"))
        {
            answers.Add(row);
            answers.Add(await sandbox.ConnectionByIdAsync(Text(row, "qID")!));
            if (Text(row, "qCredentialsID") is { } credential)
            {
                answers.Add(await sandbox.GetAsync("/api/v1/data-credentials/" + credential));
            }
        }
        Assert.True(answers.Count > 100);
        Assert.All(answers, answer => Assert.DoesNotContain(Marker, answer.GetRawText(), StringComparison.Ordinal));
        Assert.DoesNotContain(
            Marker,
            await File.ReadAllTextAsync(_statePath, TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.All(sandbox.Host.Sandbox.Requests, request => Assert.DoesNotContain(Marker, request.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("partitionKey=/id;tokenUrl=https://h;SSLKey=c:\\a.pem;", "partitionKey=/id;tokenUrl=https://h;SSLKey=c:\\a.pem;")]
    [InlineData("host=h;PASSWORD=p;pwd=q;db=d;", "host=h;db=d;")]
    [InlineData("P12CustomPwd=x;", "P12CustomPwd=x;")]
    public async Task Statement_LosesWhatItsSourceKnowsAsASecret(string given, string kept)
    {
        await using var sandbox = await StartAsync();
        var finance = await sandbox.SpaceAsync("Finance");

        var created = await sandbox.SendAsync(201, "POST", Connections, new
        {
            datasourceID = "mssql",
            qName = "n",
            space = finance,
            qType = "QvOdbcConnectorPackage.exe",
            qConnectStatement = $"CUSTOM CONNECT TO \"{given}\"",
        });

        Assert.Equal($"CUSTOM CONNECT TO \"{kept}\"", Text(await sandbox.ConnectionByIdAsync(Text(created, "qID")!), "qConnectStatement"));
    }

    [Fact]
    public async Task BodyThatIsNoJson_IsNotQuotedInTheError()
    {
        await using var sandbox = await StartAsync();
        using var content = new StringContent(
            "{\"password\": " + Marker,
            new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
        );
        using var answer = await sandbox.Admin.PostAsync(Connections, content, TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.DoesNotContain(
            "MARKER",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    private static IEnumerable<object> Bodies(string space)
    {
        object[] file = [new { name = "key.json", value = Marker }];
        yield return new
        {
            datasourceID = "mssql",
            qName = "s1",
            space,
            connectionProperties = new
            {
                host = "h",
                username = Marker,
                password = Marker,
            },
        };
        yield return new
        {
            datasourceID = "File_AmazonS3ConnectorV2",
            qName = "s2",
            space,
            connectionProperties = new { accessKey = Marker, secretKey = Marker },
        };
        yield return new
        {
            datasourceID = "gbq",
            qName = "s3",
            space,
            connectionProperties = new
            {
                KeyFilePath = file,
                P12CustomPwd = Marker,
                authCode = Marker,
            },
        };
        yield return new
        {
            datasourceID = "File_GoogleCloudStorageConnector",
            qName = "s4",
            space,
            connectionProperties = new { serviceAccountKeyFile = file },
        };
        yield return new
        {
            datasourceID = "snowflake",
            qName = "s5",
            space,
            connectionProperties = new { PRIV_KEY_FILE = file, separateCredentials = "true" },
        };
        yield return new
        {
            datasourceID = "rest",
            qName = "s6",
            space,
            connectionProperties = new
            {
                url = "https://x.test",
                queryHeaders = new object[]
                {
                    new
                    {
                        name = "Authorization",
                        value = Marker,
                        encrypt = true,
                    },
                    new { name = "X-Key", value = Marker },
                },
            },
        };
        yield return new
        {
            datasourceID = "mssql",
            qName = "s7",
            space,
            qType = "QvOdbcConnectorPackage.exe",
            qUsername = "u",
            qPassword = Marker,
            qConnectionSecret = Marker,
            qConnectStatement = $"CUSTOM CONNECT TO \"provider=QvOdbcConnectorPackage.exe;host=h;Password={Marker};pwd={Marker};\"",
        };
    }
}
