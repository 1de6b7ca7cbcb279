using System.Net;
using QlikConnections.Client.Http;
using QlikConnections.Client.Usage;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Which apps of a client-managed site use which connections: the list from the repository, scripts from the engine's web
/// sockets.</summary>
public sealed class SiteUsageTests : OnRepository
{
    private const string AppList = "/qrs/app/full";

    [Fact]
    public async Task All_IsTheTruthOfTheSite()
    {
        var client = await ConnectAsync();

        var found = await ReadAsync(client);

        AssertTruth(found);
        Assert.Equal(1, Count("GET", AppList));
        Assert.Equal(1, Count("GET", Connections + "/full"));
        Assert.Equal(12, Host.Sandbox.EngineSockets);
        Assert.Equal(14, Asked.Count);
    }

    [Fact]
    public async Task All_OfAThousandApps_IsTheTruthOfTheSite_InASocketEach_FourAtATime()
    {
        Host.Sandbox.AddConnections(300);
        Host.Sandbox.AddApps(950);
        Host.Sandbox.AddApps(38, isReloaded: false);
        var client = await ConnectAsync();

        var found = await ReadAsync(client, new UsageReader(client, atOnce: 64));

        AssertTruth(found);
        Assert.Equal(1000, Host.Sandbox.EngineSockets);
        Assert.Equal(1002, Asked.Count);
        Assert.Equal(4, Host.Sandbox.EngineMostAtOnce);
        Assert.Equal(
            Host.Sandbox.AppUses().Where(u => u.LastUsed is null).Select(u => (u.AppId, u.ConnectionId)).Distinct().Count(),
            found.Count(f => f.Category == QlikUsageCategory.OnlyInScript)
        );
    }

    [Fact]
    public async Task Engine_IsOnlyRead_WithoutData()
    {
        var client = await ConnectAsync();

        await ReadAsync(client);

        Assert.Equal(12 * 3, Host.Sandbox.EngineCalls.Count);
        var calls = Host.Sandbox.EngineCalls.Select(c => c.Split(' ', 2)).ToLookup(c => c[1].Split(' ')[0], c => (App: c[0], Call: c[1]));
        Assert.Equal(["GetLineage", "GetScript", "OpenDoc"], calls.Select(c => c.Key).Order(StringComparer.Ordinal));
        Assert.All(calls["OpenDoc"], c => Assert.Equal($$$"""OpenDoc {"qDocName":"{{{c.App}}}","qNoData":true}""", c.Call));
    }

    [Fact]
    public async Task Piped_AreTheOnlyOnes()
    {
        var client = await ConnectAsync();
        var crm = await client.RowsAsync(new() { Names = [new TextMatch(TextMatchKind.Equal, "CRM")] });

        var found = await ReadAsync(client, connections: crm);

        Assert.Equal(
            ["Anna's copy", "By parameter", "Sales overview"],
            found.Select(f => f.AppName).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("jwt")]
    [InlineData("header")]
    [InlineData("windows")]
    public async Task Proxy_GivesTheSame(string signIn)
    {
        await using var host = await RepositoryHost.StartAsync(new() { BasicForWindows = true });
        using var client = await ByProxy(host, signIn).ConnectAsync();
        host.Sandbox.ClearJournal();

        var found = await ReadAsync(client);

        AssertTruth(found, host.Sandbox);
        Assert.Equal(12, host.Sandbox.EngineSockets);
    }

    [Theory]
    [InlineData("jwt")]
    [InlineData("windows")]
    public async Task Proxy_WhoseSessionEnds_IsSignedInToAgain(string signIn)
    {
        await using var host = await RepositoryHost.StartAsync(new() { BasicForWindows = true });
        using var client = await ByProxy(host, signIn).ConnectAsync();
        var isEnded = false;
        host.Faults.Add(
            new Fault
            {
                Match = (_, path) =>
                {
                    if (!isEnded && path.Contains("/app/", StringComparison.Ordinal) && !path.Contains("/qrs/", StringComparison.Ordinal))
                    {
                        isEnded = true;
                        host.EndSessions();
                    }

                    return false;
                },
            }
        );

        var found = await ReadAsync(client);

        Assert.True(isEnded);
        AssertTruth(found, host.Sandbox);
    }

    [Fact]
    public async Task Proxy_ThatIsOlder_NeedsNoToken()
    {
        await using var host = await RepositoryHost.StartAsync(new() { WithoutSocketToken = true });
        using var client = await RepositorySignIn.ByJwt(host).ConnectAsync();

        AssertTruth(await ReadAsync(client), host.Sandbox);
    }

    [Fact]
    public async Task NetworkProxyOfTheSession_IsThatOfTheEngine()
    {
        await using var proxy = new NetworkProxy("pat:pw");
        var login = new SessionProxy(proxy.Address, new NetworkCredential("pat", "pw"));
        var client = await ConnectAsync(s => s with { Proxy = login });

        AssertTruth(await ReadAsync(client));

        Assert.Equal(12, proxy.Passed.Count(p => p.Contains($":{Host.EngineAddress.Port}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task User_SeesWhatHisRightsAllow()
    {
        using var client = await RepositorySignIn.ByJwt(Host, @"ACME\anna").ConnectAsync();
        var reader = new UsageReader(client, atOnce: 4);

        var found = await ReadAsync(client, reader);

        // What is published can be opened, but its script is for those who may edit it.
        var unread = found.Where(f => f.Category == QlikUsageCategory.Unknown).ToArray();
        Assert.Equal(
            ["By parameter", "Finance cockpit", "Legacy orders", "Operations monitor"],
            unread.Select(f => f.AppName).Order(StringComparer.Ordinal)
        );
        Assert.All(unread, u => Assert.Contains("Access is denied (code 5)", u.Detail, StringComparison.Ordinal));
        Assert.Equal(4, reader.Unreadable);
        Assert.DoesNotContain(found, f => f.AppName == "Payroll draft");
        var own = Assert.Single(found, f => f is { AppName: "Sales overview", Connection: "Sales DWH" });
        Assert.Equal(QlikUsageCategory.Used, own.Category);
        Assert.All(found.Where(f => f.Category == QlikUsageCategory.Never), f => Assert.Equal(QlikUsageCertainty.Incomplete, f.Certainty));
    }

    [Fact]
    public async Task Responses_InAnotherOrder_AreThoseOfTheirCalls()
    {
        var client = await ConnectAsync();
        Engine(FaultKind.SocketDisorder, times: int.MaxValue);

        AssertTruth(await ReadAsync(client));
    }

    [Fact]
    public async Task WebSocket_ThatIsCutOnce_IsOpenedAgain()
    {
        var client = await ConnectAsync();
        Engine(FaultKind.SocketClose, times: 1);

        var found = await ReadAsync(client);

        AssertTruth(found);
        Assert.Equal(13, Host.Sandbox.EngineSockets);
    }

    [Fact]
    public async Task WebSocket_ThatIsAlwaysCut_IsTheFailureOfItsApp()
    {
        var client = await ConnectAsync();
        Engine(FaultKind.SocketClose, times: 2, app: "Sales overview");

        AssertOneUnread(await ReadAsync(client), "closed the connection");
        Assert.Equal(13, Host.Sandbox.EngineSockets);
    }

    [Fact]
    public async Task Message_OfAHundredMegabytes_IsNotRead()
    {
        var client = await ConnectAsync();
        Engine(FaultKind.SocketFlood, app: "Sales overview");

        AssertOneUnread(await ReadAsync(client), "48 MB");
    }

    [Fact]
    public async Task Script_OfFiveMegabytes_IsRead()
    {
        var client = await ConnectAsync();
        var line = "// Zoë's comment, in which nothing is used\n";
        var text = string.Concat(Enumerable.Repeat(line, 5_000_000 / line.Length)) + "LIB CONNECT TO 'Hive lake';";
        Host.Sandbox.SetScript(AppId("Empty app"), text);

        var found = await ReadAsync(client);

        Assert.Equal("Hive lake", Assert.Single(found, f => f.AppName == "Empty app").Connection);
    }

    [Fact]
    public async Task Engine_ThatNeverResponds_IsWaitedForAsLongAsTheSessionSays()
    {
        var client = await ConnectAsync(s => s with { Timeout = TimeSpan.FromSeconds(3) });
        Engine(FaultKind.SocketSilence, app: "Sales overview");

        AssertOneUnread(await ReadAsync(client), "No response within 3 s");
    }

    [Fact]
    public async Task Cancellation_EndsAWaitForTheEngine()
    {
        var client = await ConnectAsync();
        using var stop = new CancellationTokenSource();
        var arrived = new TaskCompletionSource();
        Engine(FaultKind.SocketSilence, times: int.MaxValue, processed: () => arrived.TrySetResult());

        var reading = Task.Run(
            async () =>
            {
                await foreach (var _ in new UsageReader(client, 4).ReadAsync(null, stop.Token))
                {
                }
            },
            Stop
        );
        await arrived.Task.WaitAsync(Stop);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(30), Stop));
    }

    [Fact]
    public async Task App_ThatIsDeletedMeanwhile_IsReported()
    {
        var client = await ConnectAsync();
        var app = AppId("Sales overview");
        Host.Faults.Add(
            new Fault
            {
                Match = Fault.Matching("GET", AppList),
                Kind = FaultKind.Rewrite,
                Processed = () => Host.Sandbox.RemoveApp(app),
            }
        );

        AssertOneUnread(await ReadAsync(client), "App not found (code 1003)");
    }

    [Fact]
    public async Task App_ThatIsDeletedAfterItWasOpened_IsReported()
    {
        var client = await ConnectAsync();
        var app = AppId("Sales overview");
        Engine(FaultKind.Rewrite, app: "Sales overview", processed: () => Host.Sandbox.RemoveApp(app));

        AssertOneUnread(await ReadAsync(client), "could not be found");
    }

    [Fact]
    public async Task App_ThatTheSameUserHasOpen_IsReadInTheirSession()
    {
        var client = await ConnectAsync();
        using var beside = new HttpRequestMessage(HttpMethod.Get, $"https://site.test/app/{AppId("Sales overview")}");
        var (_, session) = Host.Sandbox.OpenEngine(RepositoryCaller.CertificateOf(Host.Sandbox.DefaultUser), beside);
        using var open = session!;
        var id = AppId("Sales overview");
        open.Respond($$$"""{"id":1,"handle":-1,"method":"OpenDoc","params":{"qDocName":"{{{id}}}","qNoData":false}}""");

        AssertTruth(await ReadAsync(client));
        Assert.Contains(Host.Sandbox.EngineCalls, c => c.Contains(" GetActiveDoc", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"OnNoEngineAvailable","params":{"severity":"fatal"}}""", "OnNoEngineAvailable")]
    [InlineData("""{"jsonrpc":"2.0","method":"OnEngineWebsocketFailed","params":{"severity":"fatal","message":"lost it"}}""", "lost it")]
    [InlineData("nonsense", "cannot be used")]
    [InlineData("[]", "form")]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", "form")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":7}""", "qHandle")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"qReturn":{"qHandle":"1"}}}""", "qHandle")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"qReturn":{"qHandle":1,"qGenericId":"other"}}}""", "other")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":5,"message":"No \u001b[31mentry"}}""", "(code 5)")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":"x","message":7}}""", "(code 0)")]
    public async Task Message_ThatIsNoGoodResponse_IsTheFailureOfItsApp(string message, string said)
    {
        var client = await ConnectAsync();
        Engine(FaultKind.SocketMessage, times: 2, app: "Sales overview", body: message);

        var unread = AssertOneUnread(await ReadAsync(client), said);
        Assert.DoesNotContain(unread.Detail!, char.IsControl);
    }

    [Theory]
    [InlineData("OnAuthenticationInformation", "{\"mustAuthenticate\":true,\"loginUri\":\"https://a.test/\"}")]
    [InlineData("OnLicenseAccessDenied", "{\"severity\":\"fatal\"}")]
    [InlineData("OnMaxParallelSessionsExceeded", "{\"severity\":\"fatal\"}")]
    [InlineData("OnSessionTimedOut", "{}")]
    public async Task User_ThatTheEngineRefuses_EndsTheCommand(string method, string parameters)
    {
        var client = await ConnectAsync();
        var message = $$$"""{"jsonrpc":"2.0","method":"{{{method}}}","params":{{{parameters}}} }""";
        Engine(FaultKind.SocketMessage, times: int.MaxValue, body: message);

        await FailsAsync("QlikAuthenticationFailed", () => ReadAsync(client));
    }

    [Theory]
    [InlineData(401, "QlikAuthenticationFailed")]
    [InlineData(403, "QlikAuthenticationFailed")]
    [InlineData(302, "QlikAuthenticationFailed")]
    [InlineData(404, "QlikUnreachable")]
    [InlineData(200, "QlikUnreachable")]
    public async Task Engine_ThatOpensNoWebSocket_EndsTheCommand(int status, string errorId)
    {
        var client = await ConnectAsync();
        Engine(FaultKind.Status, times: int.MaxValue, status: status);

        var failure = await FailsAsync(errorId, () => ReadAsync(client));

        Assert.Contains("-EnginePort", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Engine_ThatFailsForOneApp_IsAskedTwice()
    {
        var client = await ConnectAsync();
        Engine(FaultKind.Status, times: 2, app: "Sales overview", status: 503);

        AssertOneUnread(await ReadAsync(client), "503");
    }

    [Fact]
    public async Task Engine_OnAnotherPort_IsUnreachable_AndSaysWhichParameterNamesIt()
    {
        var client = await ConnectAsync(s => s with { EnginePort = 1 });

        var failure = await FailsAsync("QlikUnreachable", () => ReadAsync(client));

        Assert.Contains("127.0.0.1:1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-EnginePort", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Engine_WithACertificateOfSomebodyElse_IsNotTrusted()
    {
        using var others = SiteCertificates.Create("other");
        await using var host = await RepositoryHost.StartAsync(new() { EngineCertificates = others });
        using var client = await RepositorySignIn.ByCertificate(host).ConnectAsync();

        await FailsAsync("QlikCertificateUntrusted", () => ReadAsync(client));
        Assert.Equal(0, host.Sandbox.EngineSockets);
    }

    [Fact]
    public async Task Engine_WithACertificateOfSomebodyElse_IsAcceptedIfNothingIsChecked()
    {
        using var others = SiteCertificates.Create("other");
        await using var host = await RepositoryHost.StartAsync(new() { EngineCertificates = others });
        var signIn = RepositorySignIn.ByCertificate(host) with { TrustedRoot = null, SkipCertificateCheck = true };
        using var client = await signIn.ConnectAsync();

        AssertTruth(await ReadAsync(client), host.Sandbox);
    }

    [Fact]
    public async Task Names_AreLookedUpAsTheSiteDoes()
    {
        var client = await ConnectAsync();
        foreach (var name in (string[])["DataFiles", "Stage (acme_anna)"])
        {
            await client.CreateAsync(Definition(name), Stop);
        }

        Host.Sandbox.SetScript(
            AppId("Empty app"),
            """
            LIB CONNECT TO 'crm';
            LIB CONNECT TO 'Stage (acme_anna)';
            LIB CONNECT TO 'Stage';
            LOAD * FROM [lib://DataFiles/a.qvd] (qvd);
            LOAD * FROM [lib://AttachedFiles/a.qvd] (qvd);
            LOAD * FROM [lib://Staging: nightly/a.qvd] (qvd);
            LOAD * FROM 'unbalanced;
            STORE T INTO [lib://QVD store\a.qvd] (qvd);
            // LIB CONNECT TO 'Ledger';
            """
        );

        var found = await ReadAsync(client);

        Assert.Equal(
            ["CRM Used", "DataFiles Used", "QVD store Used", "Stage (acme_anna) Used", "Stage Missing", "Staging: nightly Used"],
            found
                .Where(f => f.AppName == "Empty app")
                .Select(f => $"{f.Connection} {(f.Category == QlikUsageCategory.OnlyInScript ? "Used" : f.Category)}")
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Category_IsThatOfTheLastReload()
    {
        var client = await ConnectAsync();

        var found = await ReadAsync(
            client,
            new UsageReader(client, atOnce: 4) { NotUsedSince = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) }
        );

        QlikDataConnectionUsage Of(string app, string connection) =>
            Assert.Single(found, f => f.AppName == app && f.Connection == connection);
        var sales = Of("Sales overview", "CRM");
        Assert.Equal((QlikUsageCategory.Used, QlikUsageSource.Script, 0, null), (sales.Category, sales.Source, sales.Reloads, sales.Rows));
        Assert.Equal(("Sales", "Anna Berg"), (sales.AppSpaceName, sales.AppOwnerName));
        Assert.Equal(QlikUsageCategory.NotSince, Of("Legacy orders", "AS400 orders").Category);
        var draft = Of("Payroll draft", "Payroll");
        Assert.Equal((QlikUsageCategory.OnlyInScript, null), (draft.Category, draft.LastUsed));
        Assert.Equal(QlikUsageSource.Script | QlikUsageSource.Lineage, Of("Sales forecast", "Exchange rates").Source);
        Assert.Equal(QlikUsageCategory.Missing, Of("Legacy orders", "Old lake").Category);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":3,"error":{"code":-32601,"message":"Method not found"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":3,"result":{"qLineage":[7,{},{"qDiscriminator":null},{"qDiscriminator":"lib://"}]}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":3,"result":null}""")]
    public async Task Lineage_ThatIsNoGood_IsNoFailure(string reply)
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new Fault
            {
                Match = (_, path) => path.StartsWith("/app/", StringComparison.Ordinal),
                Kind = FaultKind.Rewrite,
                Times = int.MaxValue,
                Rewrite = body => body.Contains("qLineage", StringComparison.Ordinal) ? reply : body,
            }
        );

        AssertTruth(await ReadAsync(client));
    }

    [Fact]
    public async Task List_ThatIsNotComplete_SaysSo()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new Fault
            {
                Match = Fault.Matching("GET", AppList),
                Kind = FaultKind.Rewrite,
                Rewrite = body => body.Replace(AppId("Sales overview").ToString(), "?", StringComparison.Ordinal),
            }
        );
        var reader = new UsageReader(client, atOnce: 4);

        var found = await ReadAsync(client, reader);

        Assert.Equal("QlikPartialResult", reader.Missing?.ErrorId);
        Assert.All(found.Where(f => f.Category == QlikUsageCategory.Never), f => Assert.Equal(QlikUsageCertainty.Incomplete, f.Certainty));
    }

    [Fact]
    public async Task Secret_ThatTheEngineRepeats_IsNotShown()
    {
        var signIn = RepositorySignIn.ByJwt(Host);
        using var client = await signIn.ConnectAsync();
        var message =
            $$$"""{"jsonrpc":"2.0","method":"OnEngineWebsocketFailed","params":{"severity":"fatal","message":"no {{{signIn.Jwt}}}"}}""";
        Engine(FaultKind.SocketMessage, times: 2, app: "Sales overview", body: message);

        var unread = AssertOneUnread(await ReadAsync(client), "OnEngineWebsocketFailed");

        Assert.DoesNotContain(signIn.Jwt![..20], unread.Detail, StringComparison.Ordinal);
    }

    private static RepositorySignIn ByProxy(RepositoryHost host, string signIn) => signIn switch
    {
        "jwt" => RepositorySignIn.ByJwt(host),
        "header" => RepositorySignIn.ByHeader(host),
        _ => RepositorySignIn.ByWindows(host),
    };

    private Guid AppId(string name) => Host.Sandbox.AppId(name);

    private void Engine(
        FaultKind kind,
        int times = 1,
        string? app = null,
        string body = "",
        int status = 503,
        Action? processed = null
    )
    {
        var id = app is null ? "" : $"{AppId(app)}";
        Host.Faults.Add(
            new Fault
            {
                Match = (_, path) =>
                    path.Contains($"/app/{id}", StringComparison.Ordinal) && !path.Contains("/qrs/", StringComparison.Ordinal),
                Kind = kind,
                Times = times,
                Body = body,
                Status = status,
                Processed = processed ?? (() => { }),
            }
        );
    }

    /// <summary>One app was not read, and says why; the others were.</summary>
    private static QlikDataConnectionUsage AssertOneUnread(IReadOnlyList<QlikDataConnectionUsage> found, string detail)
    {
        var unread = Assert.Single(found, f => f.AppName == "Sales overview");
        Assert.Equal(
            (QlikUsageCategory.Unknown, QlikUsageCertainty.Incomplete, null),
            (unread.Category, unread.Certainty, unread.Connection)
        );
        Assert.Contains(detail, unread.Detail, StringComparison.Ordinal);
        Assert.Contains(found, f => f is { AppName: "Finance cockpit", Connection: "Ledger", Category: QlikUsageCategory.Used });
        return unread;
    }

    private void AssertTruth(IReadOnlyList<QlikDataConnectionUsage> found) => AssertTruth(found, Host.Sandbox);

    /// <summary>Every use that the site knows is found, with its last reload, and no other.</summary>
    private static void AssertTruth(IReadOnlyList<QlikDataConnectionUsage> found, RepositorySandbox sandbox)
    {
        var truth = sandbox.AppUses();
        Assert.NotEmpty(truth);
        Assert.Equal(
            truth
                .Where(t => t.ConnectionId is not null)
                .Select(t => $"{t.AppId} {t.ConnectionId} {t.LastUsed:u}")
                .Distinct()
                .Order(StringComparer.Ordinal),
            found
                .Where(f => f is { AppId: not null, ConnectionId: not null })
                .Select(f => $"{f.AppId} {f.ConnectionId} {f.LastUsed:u}")
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            truth.Where(t => t.ConnectionId is null).Select(t => $"{t.AppId} {t.Written}").Distinct().Order(StringComparer.Ordinal),
            found
                .Where(f => f is { AppId: not null, ConnectionId: null })
                .Select(f => $"{f.AppId} {f.Connection}")
                .Order(StringComparer.Ordinal)
        );
    }

    private static async Task<List<QlikDataConnectionUsage>> ReadAsync(
        IDataConnectionClient client,
        UsageReader? reader = null,
        IReadOnlyList<QlikDataConnection>? connections = null
    )
    {
        var usages = new List<QlikDataConnectionUsage>();
        await foreach (var usage in (reader ?? new UsageReader(client, atOnce: 8)).ReadAsync(connections, Stop))
        {
            usages.Add(usage);
        }

        return usages;
    }
}
