using System.Net;
using System.Text.Json;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>One marker is used for every secret; it must reach the server and appear nowhere else.</summary>
public sealed class SecrecyTests : OnSandbox
{
    private const string Marker = "marker-secret-20261121";
    private readonly List<string> _seen = [];
    private readonly FakeTime _time = new() { SkipWaits = true };

    [Fact]
    public async Task PropertySecret_IsSeenNowhere_WhateverHappens()
    {
        var tap = new WireTap();
        RequestLog.Observer = new() { Line = Note };
        var client = await ConnectAsync(time: _time, tap: tap);

        var made = await client.CreateAsync(WithSecret("a"), Stop);
        Show(client.Session, made, WithSecret("a"));
        var changed = await client.UpdateAsync(made, new() { Credential = new NetworkCredential(Marker, Marker) }, Stop);
        Show(changed, new DataConnectionChange { Credential = new NetworkCredential(Marker, Marker) });
        Show((await client.GetAsync(made.Id, detailed: true, Stop)).Properties!);
        await FailAsync<QlikApiException>("QlikConflict", () => client.CreateAsync(WithSecret("a"), Stop));
        foreach (var kind in (FaultKind[])[FaultKind.ResetBefore, FaultKind.Status])
        {
            Host.Faults.Add(new() { Match = Fault.Matching("POST", Connections), Kind = kind, Times = 2 });
            await FailAsync<QlikException>("QlikOutcomeUnknown", () => client.CreateAsync(WithSecret("lost " + kind), Stop));
        }

        foreach (
            (var status, var errorId) in new[]
            {
                (400, "QlikRequestRejected"),
                (401, "QlikAuthenticationFailed"),
                (403, "QlikAccessDenied"),
                (500, "QlikOutcomeUnknown"),
                (503, "QlikOutcomeUnknown"),
            }
        )
        {
            Host.Faults.Add(
                new()
                {
                    Match = Fault.Matching("PATCH", null),
                    Status = status,
                    Times = 4,
                    Body = "",
                }
            );
            await FailAsync<QlikException>(
                errorId,
                () => client.UpdateAsync(made, new() { Credential = new NetworkCredential(Marker, Marker) }, Stop)
            );
            Host.Faults.Clear();
        }

        Assert.Contains(tap.Sent, r => r.Method == "POST" && r.Body.Contains(Marker, StringComparison.Ordinal));
        Assert.Contains(tap.Sent, r => r.Method == "PATCH" && r.Body.Contains(Marker, StringComparison.Ordinal));
        AssertSeenNowhere();
    }

    /// <summary>What a server repeats of a request in its refusal, as it is or as it was written in the body.</summary>
    [Theory]
    [InlineData("{\"errors\":[{\"code\":\"{0}\",\"title\":\"Bad {0}\",\"detail\":\"password {0} is weak\"}]}")]
    [InlineData("{\"errors\":[{\"title\":\"Bad\"},{\"detail\":\"{\\\"password\\\":\\\"{0}\\\"}\"}]}")]
    [InlineData("Bad request: password={0};host=x")]
    [InlineData("Bad request: {0}")]
    [InlineData("<html><head><title>Bad {0}</title></head></html>")]
    public async Task SecretThatTheServerRepeats_IsSeenNowhere(string answer)
    {
        // Its JSON form differs from it.
        const string secret = Marker + "\u00e9+x";
        RequestLog.Observer = new() { Line = Note };
        var client = await ConnectAsync(time: _time);
        var made = await client.CreateAsync(WithSecret("a"), Stop);
        var login = new NetworkCredential("svc", secret);
        var credential = await client.Credentials.GetAsync(
            (await client.GetAsync(made.Id, detailed: false, Stop)).CredentialId!.Value,
            Stop
        );
        var file = new Dictionary<string, object?> { ["name"] = "k.json", ["value"] = secret };
        (string Method, Func<Task> Act)[] refused =
        [
            (
                "POST",
                () =>
                    client.CreateAsync(
                        Definition("b") with
                        {
                            Properties = new Dictionary<string, object?> { ["password"] = SandboxClient.Secure(secret) },
                        },
                        Stop
                    )
            ),
            (
                "POST",
                () =>
                    client.CreateAsync(
                        Definition("b") with
                        {
                            Properties = new Dictionary<string, object?> { ["password"] = secret },
                        },
                        Stop
                    )
            ),
            (
                "POST",
                () =>
                    client.CreateAsync(
                        Definition("b") with
                        {
                            Properties = new Dictionary<string, object?> { ["keyFile"] = new object?[] { file } },
                        },
                        Stop
                    )
            ),
            ("POST", () => client.CreateAsync(Definition("b") with { Type = "mssql", ConnectionString = "x", Credential = login }, Stop)),
            ("PATCH", () => client.UpdateAsync(made, new() { Credential = login }, Stop)),
            (
                "PATCH",
                () => client.UpdateAsync(made, new() { Properties = new Dictionary<string, object?> { ["password"] = secret } }, Stop)
            ),
            ("PATCH", () => client.UpdateAsync(made, new() { AuthCode = SandboxClient.Secure(Marker) }, Stop)),
            ("PUT", () => client.UpdateAsync(made, new() { ConnectionSecret = SandboxClient.Secure(secret) }, Stop)),
            ("PUT", () => client.Credentials.RenewAsync(credential, null, login, Stop)),
            (
                "POST",
                () =>
                    client.InvokeAsync(
                        RestRequest.To(
                            client.Session,
                            HttpMethod.Post,
                            "x",
                            [],
                            new Dictionary<string, object?> { ["any"] = SandboxClient.Secure(secret) }
                        ),
                        Stop
                    )
            ),
        ];
        foreach (var (method, act) in refused)
        {
            foreach (var echo in (string[])[secret, JsonEncodedText.Encode(secret).ToString()])
            {
                Host.Faults.Clear();
                Host.Faults.Add(
                    new()
                    {
                        Match = Fault.Matching(method, null),
                        Status = 400,
                        Body = answer.Replace(
                            "{0}",
                            answer[0] == '{' ? echo.Replace("\\", "\\\\", StringComparison.Ordinal) : echo,
                            StringComparison.Ordinal
                        ),
                    }
                );
                await FailAsync<QlikApiException>("QlikRequestRejected", act);
                Assert.Contains("***", _seen[^4], StringComparison.Ordinal);
            }
        }

        AssertSeenNowhere();
    }

    [Theory]
    [InlineData(FaultKind.Status)]
    [InlineData(FaultKind.ResetBefore)]
    [InlineData(FaultKind.Truncate)]
    [InlineData(null)]
    public async Task ApiKey_IsSeenNowhere(FaultKind? kind)
    {
        RequestLog.Observer = new() { Line = Note };
        if (kind is { } fault)
        {
            Host.Faults.Add(new() { Kind = fault, Times = 99, Status = 503 });
        }

        await FailAsync<QlikApiException>(null, () => SandboxClient.ConnectAsync(Host, Marker, _time));

        AssertSeenNowhere();
    }

    [Fact]
    public async Task ApiKeyThatWorks_IsSeenNowhere()
    {
        RequestLog.Observer = new() { Line = Note };
        await using var server = await PlainServer.StartSignedInAsync(context =>
            PlainServer.JsonAsync(context, "{\"data\":[{\"qID\":\"x\"}]}", 400)
        );
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, Marker);

        Show(client.Session);
        await FailAsync<QlikApiException>("QlikRequestRejected", () => client.RowsAsync());

        AssertSeenNowhere();
    }

    [Fact]
    public async Task ClientSecret_IsSeenNowhere()
    {
        RequestLog.Observer = new() { Line = Note };
        await FailAsync<QlikApiException>("QlikAuthenticationFailed", () => SandboxClient.ConnectOAuthAsync(Host, Marker));
        Host.Faults.Add(new() { Kind = FaultKind.ResetBefore, Times = 4 });
        await FailAsync<QlikApiException>("QlikUnreachable", () => SandboxClient.ConnectOAuthAsync(Host, Marker, _time));
        Show(new TokenRequestWire("client_credentials") { ClientId = "id", ClientSecret = Marker, RefreshToken = Marker });

        AssertSeenNowhere();
    }

    [Fact]
    public async Task AccessTokenOfTheServer_IsSeenNowhere()
    {
        RequestLog.Observer = new() { Line = Note };
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("POST", "/oauth/token"),
                Status = 200,
                Body = $$"""{"access_token":"{{Marker}}","expires_in":21600}""",
                Times = 2,
            }
        );

        await FailAsync<QlikApiException>("QlikAuthenticationFailed", () => SandboxClient.ConnectOAuthAsync(Host));

        AssertSeenNowhere();
    }

    [Fact]
    public async Task QueryValues_AreSeenNowhere()
    {
        RequestLog.Observer = new() { Line = Note };
        var client = await ConnectAsync();

        await client.RowsAsync(
            new()
            {
                Names = [new(TextMatchKind.Equal, Marker)],
                NativeFilter = $"qName ne \"{Marker}\"",
                OwnerIds = [Marker],
            }
        );

        Assert.NotEmpty(_seen);
        AssertSeenNowhere();
    }

    [Fact]
    public void Options_AreSeenNowhere() =>
        Assert.DoesNotContain(
            Marker,
            new CloudConnectOptions { Name = "n", Tenant = new Uri("https://acme.test"), Token = SandboxClient.Secure(Marker) }.ToString()!,
            StringComparison.Ordinal);

    private static DataConnectionDefinition WithSecret(string name) =>
        Definition(name) with
        {
            Properties = new Dictionary<string, object?>
            {
                ["host"] = "db.acme.test",
                ["username"] = "svc",
                ["password"] = SandboxClient.Secure(Marker),
            },
        };

    private void Note(string line)
    {
        lock (_seen)
        {
            _seen.Add(line);
        }
    }

    private void Show(params object[] shown)
    {
        foreach (var one in shown)
        {
            Note(one.ToString()!);
            if (one is not DataConnectionChange and not DataConnectionDefinition and not TokenRequestWire)
            {
                Note(JsonSerializer.Serialize(one, one.GetType()));
            }
        }
    }

    private async Task FailAsync<TException>(string? errorId, Func<Task> act)
        where TException : QlikException
    {
        var failed = await Assert.ThrowsAnyAsync<TException>(act);
        if (errorId is not null)
        {
            Assert.Equal(errorId, failed.ErrorId);
        }

        Note(failed.ToString());
        Note(failed.RecommendedAction ?? "");
        Show(failed.Data);
    }

    private void AssertSeenNowhere() => Assert.All(_seen, line => Assert.DoesNotContain(Marker, line, StringComparison.Ordinal));
}
