using System.Net;
using System.Text.Json;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>The forms of a creation on Qlik Cloud, what they send, and their errors.</summary>
public sealed class CreateFormTests : OnSandbox
{
    private const string Statement = "CUSTOM CONNECT TO \"provider=QvOdbcConnectorPackage.exe;driver=mssql;host=h;\"";

    [Fact]
    public async Task Statement_WithEverything_IsWrittenInThatForm()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var set = (await client.CreateAsync(Definition("with set") with { Properties = Login() }, Stop)).CredentialId!.Value;
        var finance = await client.Spaces.ResolveAsync("Finance", Stop);
        tap.Clear();

        var made = await client.CreateAsync(
            FromStatement("By statement") with
            {
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

        Assert.Equal(
            $$"""
            {"datasourceID":"mssql","qName":"By statement","space":"{{finance.Id}}","tags":["a"],"qConnectStatement":{{JsonSerializer.Serialize(
                Statement
            )}},"qType":"QvOdbcConnectorPackage.exe","qCredentialsID":"{{set:D}}","qCredentialsName":"n","qSeparateCredentials":true,"qConnectionSecret":"s3","qLogOn":"LOG_ON_CURRENT_USER","qArchitecture":1}
            """.Trim(),
            tap.Sent[0].Body
        );
        Assert.Equal(
            (set, true, QlikLogOn.CurrentUser, QlikArchitecture.X86),
            (made.CredentialId!.Value, made.SeparateCredentials, made.LogOn, made.Architecture)
        );
    }

    [Fact]
    public async Task Statement_WithALogin_SendsIt_AndLeavesOutWhatWasNotAskedFor()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);

        var made = await client.CreateAsync(
            FromStatement("Plain") with
            {
                Credential = new NetworkCredential("ACME\\etl", SandboxClient.Secure("p")),
            },
            Stop
        );

        using var body = JsonDocument.Parse(tap.Sent[0].Body);
        Assert.Equal(
            ["datasourceID", "qName", "qConnectStatement", "qType", "qUsername", "qPassword"],
            body.RootElement.EnumerateObject().Select(p => p.Name)
        );
        Assert.Equal("ACME\\etl", body.RootElement.GetProperty("qUsername").GetString());
        Assert.NotNull(made.CredentialId);
    }

    [Fact]
    public async Task Create_CostsOnePostAndOneGet_AndTheResponseKnowsTheCredential()
    {
        var client = await ConnectAsync();
        var first = await client.CreateAsync(Definition("first") with { Properties = Login() }, Stop);
        Host.Sandbox.ClearJournal();

        var made = await client.CreateAsync(Definition("second") with { Properties = Login() }, Stop);

        Assert.NotNull(first.CredentialId);
        Assert.NotNull(made.CredentialId);
        Assert.Equal(["POST", "GET"], Host.Sandbox.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task Create_ReadBackWithoutTheCredential_KeepsTheOneOfTheResponse()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("GET", Connections + "/"),
            Kind = FaultKind.Rewrite,
            Rewrite = body => body.Replace("\"qCredentialsID\"", "\"hidden\"", StringComparison.Ordinal),
        });

        Assert.NotNull((await client.CreateAsync(Definition("kept") with { Properties = Login() }, Stop)).CredentialId);
    }

    [Fact]
    public async Task AuthorizationUrl_CreatesNothing()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var definition = Definition("Later") with { DataSourceId = "gbq", Properties = new Dictionary<string, object?>() };

        var url = await client.AuthorizationUrlAsync(definition, Stop);

        Assert.Equal(("Later", "gbq", "https"), (url.Name, url.DataSourceId, url.Url!.Scheme));
        Assert.Equal("""{"datasourceID":"gbq","qName":"Later","connectionProperties":{},"authUrlOnly":true}""", tap.Sent[1].Body);
        Assert.Equal(2, tap.Sent.Count);
        var made = await client.CreateAsync(
            definition with
            {
                Properties = new Dictionary<string, object?> { ["authCode"] = SandboxClient.Secure("4/0") },
            },
            Stop
        );
        Assert.NotNull(made.CredentialId);
    }

    [Fact]
    public async Task AuthorizationUrl_OfASourceThatWouldCreateInstead_IsNotAsked()
    {
        var client = await ConnectAsync();

        var refused = await Assert.ThrowsAsync<QlikException>(() => client.AuthorizationUrlAsync(Definition("No"), Stop));

        Assert.Equal("QlikNotSupported", refused.ErrorId);
        Assert.Equal(0, Count("POST", Connections));
    }

    [Theory]
    [InlineData("""{"qID":"7d0c1d5e-52a1-4a86-9f3b-0c6a5b1d2e3f","qName":"Later"}""", "created")]
    [InlineData("{}", "missing")]
    [InlineData("""{"authUrl":"not an address"}""", "missing")]
    public async Task AuthorizationUrl_AnotherResponse_IsAnError(string answer, string says)
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("POST", Connections),
                Kind = FaultKind.Rewrite,
                Rewrite = _ => answer,
            }
        );

        var odd = await Assert.ThrowsAsync<QlikApiException>(() =>
            client.AuthorizationUrlAsync(
                Definition("Later") with
                {
                    DataSourceId = "gbq",
                    Properties = new Dictionary<string, object?>(),
                },
                Stop
            )
        );

        Assert.Equal("QlikUnexpectedResponse", odd.ErrorId);
        Assert.Contains(says, odd.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_Refused_SaysWhatAndWhereAndWhatToDo()
    {
        var client = await ConnectAsync();
        var finance = await client.Spaces.ResolveAsync("Finance", Stop);
        await client.CreateAsync(Definition("Taken", finance), Stop);
        var unknown = Guid.NewGuid();

        var taken = await Assert.ThrowsAsync<QlikApiException>(() => client.CreateAsync(Definition("Taken", finance), Stop));
        var byProperty = await Assert.ThrowsAsync<QlikApiException>(() =>
            client.CreateAsync(
                Definition("New") with
                {
                    Properties = new Dictionary<string, object?> { ["selectedCredentials"] = unknown.ToString("D") },
                },
                Stop
            )
        );
        var byStatement = await Assert.ThrowsAsync<QlikApiException>(() =>
            client.CreateAsync(FromStatement("New") with { CredentialId = unknown }, Stop)
        );
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Connections), Status = 403 });
        var forbidden = await Assert.ThrowsAsync<QlikApiException>(() => client.CreateAsync(Definition("Other", finance), Stop));

        Assert.Equal(
            ["QlikConflict", "QlikCredentialNotFound", "QlikCredentialNotFound", "QlikAccessDenied"],
            new[] { taken, byProperty, byStatement, forbidden }.Select(f => f.ErrorId)
        );
        Assert.Contains("Taken (space Finance)", taken.Message, StringComparison.Ordinal);
        Assert.All([byProperty, byStatement], f => Assert.Contains(unknown.ToString("D"), f.Message, StringComparison.Ordinal));
        Assert.Contains("Other (space Finance)", forbidden.Message, StringComparison.Ordinal);
        Assert.Contains("-Name", taken.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("-CredentialId", byStatement.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("-Space", forbidden.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WhatOnlyClientManagedSitesKnow_IsRefused()
    {
        var client = await ConnectAsync();

        foreach (var definition in new[]
        {
            FromStatement("x") with { DataSourceId = null },
            FromStatement("x") with { Owner = new QlikUser { Id = "u" } },
            FromStatement("x") with { CustomProperties = OnRepository.Properties(("a", ["b"])) },
        })
        {
            Assert.Equal("QlikNotSupported", (await Assert.ThrowsAsync<QlikException>(() => client.CreateAsync(definition, Stop))).ErrorId);
        }

        Assert.Empty(Host.Sandbox.Requests);
    }

    private static DataConnectionDefinition FromStatement(string name) => new()
    {
        Name = name,
        DataSourceId = "mssql",
        ConnectionString = Statement,
        Type = "QvOdbcConnectorPackage.exe",
    };

    private static Dictionary<string, object?> Login() =>
        new() { ["host"] = "h", ["username"] = "u", ["password"] = SandboxClient.Secure("p") };
}
