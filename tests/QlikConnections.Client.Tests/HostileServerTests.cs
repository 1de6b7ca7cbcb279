using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Http;
using QlikConnections.Client.Repository;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Whatever a server sends, the caller meets our own exceptions, in bounded memory, with texts that a terminal can show.</summary>
public sealed class HostileServerTests
{
    private const string Token = "planted-key-7Hq2";
    private const string ConnectionId = "11111111-1111-4111-8111-111111111111";
    private static readonly Dictionary<string, (Func<byte[]> Response, string ErrorId)> Responses = new()
    {
        ["lone surrogate in an error"] = (() => RawServer.Response(400, """{"title":"\ud800"}"""), "QlikRequestRejected"),
        ["lone surrogate in an error's member name"] = (
            () => RawServer.Response(400, """{"\udc00":1,"title":"x"}"""),
            "QlikRequestRejected"
        ),
        ["Latin-1 in an error"] = (() => RawServer.Response(400, Encoding.Latin1.GetBytes("""{"title":"für"}""")), "QlikRequestRejected"),
        ["Latin-1 in an error list"] = (
            () => RawServer.Response(403, Encoding.Latin1.GetBytes("""{"errors":[{"code":"ü","title":"für"}]}""")),
            "QlikAccessDenied"
        ),
        ["null row"] = (() => RawServer.Response(200, """{"data":[null]}"""), "QlikUnexpectedResponse"),
        ["row of another kind"] = (() => RawServer.Response(200, """{"data":[1,"x",[]]}"""), "QlikUnexpectedResponse"),
        ["list that is no list"] = (() => RawServer.Response(200, """{"data":{"qID":1}}"""), "QlikUnexpectedResponse"),
        ["lone surrogate in a row"] = (
            () =>
                RawServer.Response(
                    200,
                    """{"data":[{"qID":"11111111-1111-4111-8111-111111111111","qName":"\ud800","connectionProperties":{"\udc00":1}}]}"""
                ),
            "QlikUnexpectedResponse"
        ),
        ["Latin-1 in a row"] = (
            () => RawServer.Response(200, Encoding.Latin1.GetBytes("""{"data":[{"qName":"für"}]}""")),
            "QlikUnexpectedResponse"
        ),
        ["nothing"] = (() => RawServer.Response(200, ""), "QlikUnexpectedResponse"),
        ["null"] = (() => RawServer.Response(200, "null"), "QlikUnexpectedResponse"),
        ["half of it"] = (() => RawServer.Response(200, """{"data":[{"qName":"""), "QlikUnexpectedResponse"),
        ["too deep"] = (() => RawServer.Response(200, new string('[', 100_000)), "QlikUnexpectedResponse"),
        ["broken gzip"] = (() => RawServer.Response(200, "no gzip", headers: "Content-Encoding: gzip\r\n"), "QlikUnexpectedResponse"),
        ["broken deflate"] = (
            () => RawServer.Response(200, "no deflate", headers: "Content-Encoding: deflate\r\n"),
            "QlikUnexpectedResponse"
        ),
        ["gzip inside a refusal, broken"] = (
            () => RawServer.Response(400, "no gzip", headers: "Content-Encoding: gzip\r\n"),
            "QlikUnexpectedResponse"
        ),
        ["encoding nobody knows"] = (
            () => RawServer.Response(200, [1, 2, 3], headers: "Content-Encoding: x-none\r\n"),
            "QlikUnexpectedResponse"
        ),
        ["title of 30 MB"] = (
            () => RawServer.Response(400, """{"title":" """ + new string('x', 30_000_000) + "\"}"),
            "QlikRequestRejected"
        ),
        ["page with 300 000 open titles"] = (
            () => RawServer.Response(400, string.Concat(Enumerable.Repeat("<title", 100_000)), "text/html"),
            "QlikRequestRejected"
        ),
        ["page with many open titles, short enough to be read"] = (
            () => RawServer.Response(400, string.Concat(Enumerable.Repeat("<title", 10_000)), "text/html"),
            "QlikRequestRejected"
        ),
        ["length that overflows"] = (
            () =>
                Encoding.ASCII.GetBytes(
                    "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\nContent-Type: application/json\r\n\r\n{}"
                ),
            "QlikUnexpectedResponse"
        ),
        ["length over the limit"] = (
            () => Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\nContent-Type: application/json\r\n\r\n{}"),
            "QlikUnexpectedResponse"
        ),
        ["gzip bomb"] = (() => RawServer.Response(200, Zipped(300), headers: "Content-Encoding: gzip\r\n"), "QlikUnexpectedResponse"),
        ["gzip bomb as a refusal"] = (() => RawServer.Response(409, Zipped(300), headers: "Content-Encoding: gzip\r\n"), "QlikConflict"),
        ["millions of rows"] = (
            () => RawServer.Response(200, "{\"data\":[" + string.Concat(Enumerable.Repeat("{},", 2_000_000)) + "{}]}"),
            "QlikUnexpectedResponse"
        ),
        ["redirect to no address"] = (() => RawServer.Response(302, "", headers: "Location: http://[\r\n"), "QlikUnexpectedResponse"),
        ["redirect with a login in it"] = (
            () => RawServer.Response(302, "", headers: "Location: http://eve:pw@127.0.0.1/\r\n"),
            "QlikUnexpectedResponse"
        ),
        ["media type that is none"] = (() => RawServer.Response(200, "{", type: "\u00fc;;;=,"), "QlikUnexpectedResponse"),
        ["dates out of this world"] = (
            () =>
                RawServer.Response(
                    400,
                    "{}",
                    headers: "Date: Mon, 01 Jan 0001 00:00:00 GMT\r\nRetry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n"
                ),
            "QlikRequestRejected"
        ),
        ["status 599"] = (() => RawServer.Response(599, "{}"), "QlikServiceUnavailable"),
        ["status 999"] = (() => RawServer.Response(999, "{}"), "QlikServiceUnavailable"),
    };

    public static TheoryData<string> Names => [.. Responses.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task EveryResponseToAListOfATenant_IsUnderstoodOrRefused(string name)
    {
        var (response, errorId) = Responses[name];
        var bytes = response();
        await using var server = RawServer.SignedIn(_ => bytes);
        using var client = await ConnectAsync(server, SkipWaits());

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => ListAsync(client));

        Assert.Equal(errorId, failure.ErrorId);
        AssertShowable(failure);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task EveryResponseToAListOfASite_IsUnderstoodOrRefused(string name)
    {
        var (response, errorId) = Responses[name];
        var bytes = response();
        await using var server = RawServer.SignedIn(_ => bytes);
        using var client = await SiteAsync(server);

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => ListAsync(client));

        Assert.Equal(errorId, failure.ErrorId);
        AssertShowable(failure);
    }

    [Theory]
    [InlineData("""[null]""")]
    [InlineData("""[1]""")]
    [InlineData("""[{"id":"11111111-1111-4111-8111-111111111111","name":"a","name":"b"}]""")]
    [InlineData("""[{"id":"11111111-1111-4111-8111-111111111111","name":"a","NAME":"b"}]""")]
    [InlineData("""[{"id":"11111111-1111-4111-8111-111111111111","owner":{"id":"1","ID":"2"}}]""")]
    [InlineData("""[{"id":"11111111-1111-4111-8111-111111111111","tags":[{"name":"\ud800"}]}]""")]
    public async Task EntitiesThatCannotBeToldApart_AreRefused(string body)
    {
        await using var server = RawServer.SignedIn(_ => RawServer.Response(200, body));
        using var client = await SiteAsync(server);

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => ListAsync(client));

        Assert.Equal("QlikUnexpectedResponse", failure.ErrorId);
    }

    [Theory]
    [InlineData("""{"title":"\u001b]0;owned\u0007\u001b[2Jx"}""", @"\u001B]0;owned\u0007\u001B[2Jx")]
    [InlineData("""{"detail":"a\u202egpj.exe"}""", @"a\u202Egpj.exe")]
    [InlineData("""{"errors":[{"code":"C\u009b","title":"t\r\nAccess granted"}]}""", @"t\u000D\u000AAccess granted")]
    [InlineData("<html><title>\u001b[31mx</title></html>", @"\u001B[31mx")]
    [InlineData("plain \u2066text\u0000", @"plain \u2066text\u0000")]
    public async Task ControlCharacters_AreWrittenOut(string body, string shown)
    {
        await using var server = RawServer.SignedIn(_ => RawServer.Response(400, body, headers: "x-request-id: id\u009b31m\r\n"));
        using var client = await ConnectAsync(server);

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => ListAsync(client));

        Assert.Contains(shown, failure.Message, StringComparison.Ordinal);
        AssertShowable(failure);
    }

    [Fact]
    public async Task Object_KeepsTheNameThatTheServerHas()
    {
        await using var server = RawServer.SignedIn(_ =>
            RawServer.Response(200, $$"""{"data":[{"qID":"{{ConnectionId}}","qName":"a\u001b[31mb"}]}""")
        );
        using var client = await ConnectAsync(server);

        Assert.Equal("a\u001b[31mb", Assert.Single(await ListAsync(client)).Name);
    }

    [Theory]
    [InlineData("""{"access_token":"T\r\nX-Evil: y","expires_in":60}""")]
    [InlineData("""{"access_token":"T y","expires_in":60}""")]
    [InlineData("""{"access_token":"ü","expires_in":60}""")]
    [InlineData("""{"access_token":"","expires_in":60}""")]
    [InlineData("""{"access_token":"\ud800","expires_in":60}""")]
    [InlineData("""{"access_token":["T"]}""")]
    public async Task TokenThatNoHeaderCanCarry_IsRefused(string body)
    {
        await using var server = new RawServer(
            (head, stream, stop) =>
                stream
                    .WriteAsync(
                        head.Contains("oauth", StringComparison.Ordinal)
                            ? RawServer.Response(200, body)
                            : RawServer.Response(200, """{"id":"u1"}"""),
                        stop
                    )
                    .AsTask()
        );

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => SignInAsync(server));

        Assert.Equal("QlikUnexpectedResponse", failure.ErrorId);
        Assert.DoesNotContain("Evil", failure.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("\"expires_in\":9999999999999")]
    [InlineData("\"expires_in\":1e300")]
    [InlineData("\"expires_in\":-1e300")]
    [InlineData("\"expires_in\":\"86400\"")]
    [InlineData("\"expires_at\":\"9999-12-31T23:59:59Z\"")]
    [InlineData("\"expires_at\":\"0001-01-01T00:00:00Z\"")]
    public async Task OddLifetimeOfAToken_IsNoObstacle(string lifetime)
    {
        await using var server = new RawServer(
            (head, stream, stop) =>
                stream
                    .WriteAsync(
                        RawServer.Response(
                            200,
                            head.Contains("oauth", StringComparison.Ordinal) ? $$"""{"access_token":"T",{{lifetime}}}""" : """{"id":"u1"}"""
                        ),
                        stop
                    )
                    .AsTask()
        );

        using var client = await SignInAsync(server);

        Assert.Equal("u1", client.Session.UserId);
    }

    [Fact]
    public async Task NextLinkWithALogin_IsNotFollowed()
    {
        RawServer? server = null;
        await using var running = server = RawServer.SignedIn(_ => RawServer.Response(
            200, EmptyPage($"http://eve:pw@127.0.0.1:{server!.BaseAddress.Port}/api/v1/data-connections?page=2")));
        using var client = await ConnectAsync(running);

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => ListAsync(client));

        Assert.Equal("QlikUnexpectedResponse", failure.ErrorId);
        Assert.Equal(2, running.Requests.Count);
    }

    [Fact]
    public async Task PagesWithoutEndAndWithoutRows_ComeToAnEnd()
    {
        var page = 0;
        await using var server = RawServer.SignedIn(_ => RawServer.Response(200, EmptyPage($"?page={page++}")));
        using var client = await ConnectAsync(server);

        var pages = await client.PagesAsync(new() { IncludeNames = false });

        Assert.Equal("QlikPartialResult", Assert.Single(pages[^1].Failures).ErrorId);
        Assert.Equal(11, server.Requests.Count);
    }

    [Fact]
    public async Task SmallerLimit_IsKept()
    {
        await using var server = RawServer.SignedIn(_ =>
            RawServer.Response(200, "{\"data\":[]," + "\"x\":\"" + new string('x', 2_000_000) + "\"}")
        );
        using var strict = await ConnectAsync(server, megabytes: 1);
        using var usual = await ConnectAsync(server);

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => ListAsync(strict));

        Assert.Equal("QlikUnexpectedResponse", failure.ErrorId);
        Assert.Contains("1 MB", failure.Message, StringComparison.Ordinal);
        Assert.Empty(await ListAsync(usual));
    }

    [Fact]
    public async Task CookieThatNoRequestCanCarry_IsDroppedWithAnError()
    {
        var answers = 0;
        await using var server = RawServer.SignedIn(_ =>
            RawServer.Response(200, "[]", headers: answers++ == 0 ? "Set-Cookie: X-Qlik-Session=\u00fc\u00fc; Path=/\r\n" : "")
        );
        using var client = await SiteAsync(server);

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => ListAsync(client));

        Assert.Equal("QlikUnexpectedResponse", failure.ErrorId);
        Assert.Empty(await ListAsync(client));
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData("X Y")]
    [InlineData("X:Y")]
    [InlineData("X\r\nY")]
    [InlineData("ü")]
    [InlineData("Content-Length")]
    [InlineData("Content-Type")]
    [InlineData("Host")]
    [InlineData("x-qlik-xrfkey")]
    public async Task HeaderThatIsNone_IsRefused(string name)
    {
        await using var server = RawServer.SignedIn(_ => RawServer.Response(200, "[]"));

        var failure = await Assert.ThrowsAsync<QlikException>(() => SiteAsync(server, name));

        Assert.Equal("QlikInputInvalid", failure.ErrorId);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    public async Task IdMadeOfDots_IsRefused(string id)
    {
        await using var server = RawServer.SignedIn(_ => RawServer.Response(200, "{}"));
        using var client = await ConnectAsync(server);
        var stop = TestContext.Current.CancellationToken;

        foreach (var use in new Func<Task>[]
        {
            () => client.DataSources.SpecificationAsync(id, stop),
            () => client.DataSources.GatewaysAsync(id, false, stop),
            () => client.DataSources.SetDisabledAsync(id, true, stop),
            () => client.Credentials.GetAsync(id, stop),
        })
        {
            Assert.Equal("QlikInputInvalid", (await Assert.ThrowsAsync<QlikException>(use)).ErrorId);
        }

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public void VirtualProxyMadeOfDots_IsRefused(string prefix) =>
        Assert.Equal(
            "QlikAddressInvalid",
            Assert.Throws<QlikException>(() => RepositoryAddress.Parse("qlik.example", withCertificate: false, prefix)).ErrorId
        );

    [Fact]
    public async Task BulkRun_GoesOnAfterAResponseThatCannotBeRead()
    {
        Guid[] ids = [.. Enumerable.Range(0, 150).Select(_ => Guid.NewGuid())];
        var batches = 0;
        await using var server = RawServer.SignedIn(head => head.StartsWith("GET", StringComparison.Ordinal)
            ? RawServer.Response(404, "{}")
            : batches++ == 0 ? RawServer.Response(207, """{"data":[null,{"id":"\ud800"}]}""")
            : RawServer.Response(
                207,
                "{\"data\":[" + string.Join(",", ids.Skip(100).Select(i => $$"""{"id":"{{i:D}}","status":204}""")) + "]}"
            )
        );
        using var client = await ConnectAsync(server, SkipWaits());

        var outcomes = await client.DeleteManyAsync(ids, TestContext.Current.CancellationToken);

        // The first hundred were sent again and twice not named. Twelve of them were read and are gone: each takes a request, so a run reads
        // no more. The others were sent all the same.
        Assert.Equal(62, outcomes.Count(o => o.Failure is null));
        Assert.Equal(88, outcomes.Count(o => o.Failure?.ErrorId == "QlikOutcomeUnknown"));
        Assert.Equal(4, batches);
    }

    [Fact]
    public async Task TrustedRoot_IsUsedForServersOnly()
    {
        var site = SiteCertificates.Shared;
        await using var impostor = new RawServer(
            (_, stream, stop) => stream.WriteAsync(RawServer.Response(200, "{}"), stop).AsTask(),
            site.Client
        );
        await using var server = new RawServer(
            (_, stream, stop) => stream.WriteAsync(RawServer.Response(200, "{}"), stop).AsTask(),
            site.Server
        );

        // Issued by the same root, for the same name; but to a client.
        var failure = await Assert.ThrowsAsync<QlikApiException>(() => SiteAsync(impostor, root: site.Root));
        using var client = await SiteAsync(server, root: site.Root);

        Assert.Equal("QlikCertificateUntrusted", failure.ErrorId);
        Assert.Empty(impostor.Requests);
        Assert.Single(server.Requests);
    }

    private static FakeTime SkipWaits() => new() { SkipWaits = true };

    internal static Task<IDataConnectionClient> ConnectAsync(
        RawServer server,
        FakeTime? time = null,
        int megabytes = BodyLimit.DefaultMegabytes
    ) =>
        CloudConnector.ConnectAsync(
            new CloudConnectOptions
            {
                Name = "acme",
                Tenant = server.BaseAddress,
                Token = SandboxClient.Secure(Token),
                MaximumResponseMB = megabytes,
                Time = time ?? TimeProvider.System,
            },
            TestContext.Current.CancellationToken
        );

    private static Task<IDataConnectionClient> SignInAsync(RawServer server) =>
        CloudConnector.ConnectAsync(
            new CloudConnectOptions
            {
                Name = "acme",
                Tenant = server.BaseAddress,
                ClientId = "c",
                ClientSecret = SandboxClient.Secure("planted-secret"),
            },
            TestContext.Current.CancellationToken
        );

    private static Task<IDataConnectionClient> SiteAsync(RawServer server, string header = "X-User", X509Certificate2? root = null) =>
        RepositoryConnector.ConnectAsync(
            new RepositoryConnectOptions
            {
                Name = "site",
                Site = server.BaseAddress,
                Authentication = "Header",
                HeaderName = header,
                UserDirectory = "ACME",
                UserId = "uma",
                TrustedRoot = root,
                Time = SkipWaits(),
            },
            TestContext.Current.CancellationToken
        );

    internal static async Task<List<QlikDataConnection>> ListAsync(IDataConnectionClient client)
    {
        var found = new List<QlikDataConnection>();
        await foreach (
            var page in client.ListAsync(new DataConnectionQuery { IncludeNames = false }, TestContext.Current.CancellationToken)
        )
        {
            found.AddRange(page.Items);
        }

        return found;
    }

    private static string EmptyPage(string next) => "{\"data\":[],\"links\":{\"next\":{\"href\":\"" + next + "\"}}}";

    private static byte[] Zipped(int megabytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true))
        {
            var blanks = new byte[1024 * 1024];
            Array.Fill(blanks, (byte)' ');
            for (var i = 0; i < megabytes; i++)
            {
                gzip.Write(blanks);
            }
        }
        return zipped.ToArray();
    }

    private static void AssertShowable(QlikApiException failure)
    {
        Assert.True(failure.Message.Length < 10_000, $"The message has {failure.Message.Length} characters.");
        foreach (
            var text in new[] { failure.Message, failure.RecommendedAction, failure.Title, failure.Detail, failure.Code, failure.TraceId }
        )
        {
            Assert.Equal(text, text is null ? null : DisplayText.Of(text));
            Assert.DoesNotContain(Token, text ?? "", StringComparison.Ordinal);
        }
    }
}
