using System.Text;
using QlikConnections.Client.Http;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Error bodies in all their shapes, and what people get to read.</summary>
public sealed class ErrorTests : OnSandbox
{
    /// <summary>Body, code, title, detail, status, trace id.</summary>
    public static TheoryData<string, string?, string?, string?, int?, string?> Shapes =>
        new()
        {
            {
                """{"errors":[{"code":"DCERROR-0010","title":"Bad or invalid request","detail":"The property spaceType is missing","status":400}]}""",
                "DCERROR-0010",
                "Bad or invalid request",
                "The property spaceType is missing",
                400,
                null
            },
            { """{"errors":[{"title":"Only a title"}]}""", null, "Only a title", null, null, null },
            { """{"errors":[{"code":"DCAAS-2001","title":"Unknown","meta":{"a":1}}]}""", "DCAAS-2001", "Unknown", null, null, null },
            {
                """{"errors":[{"code":"SPACES-404","title":"Not found","detail":"d","meta":{"source":{"pointer":"/name"}}}],"traceId":"t-1","code":"old","title":"old","detail":"old"}""",
                "SPACES-404",
                "Not found",
                "d",
                null,
                "t-1"
            },
            {
                """{"errors":[{"code":"USERS-7","title":"Nope","source":{"parameter":"filter"},"status":404}],"traceId":"t-2"}""",
                "USERS-7",
                "Nope",
                null,
                404,
                "t-2"
            },
            { """{"errors":[{"code":"OAUTH-1","title":"Unauthorized","status":"401"}]}""", "OAUTH-1", "Unauthorized", null, 401, null },
            {
                """{"errors":[{"code":"A","title":"First","detail":"one"},{"code":"B","title":"Second"},{"code":"C"}]}""",
                "A",
                "First",
                "one; Second (B); (C)",
                null,
                null
            },
            { """{"errors":[{"code":"A","title":"First"},{"title":"Second","detail":"two"}]}""", "A", "First", "Second: two", null, null },
            {
                """{"code":"TOP-1","title":"At the top","detail":"d","status":"409","traceId":"t-3"}""",
                "TOP-1",
                "At the top",
                "d",
                409,
                "t-3"
            },
            { """{"errors":[],"code":"TOP-2","title":"Empty list"}""", "TOP-2", "Empty list", null, null, null },
            { """{"errors":null,"title":"Null list"}""", null, "Null list", null, null, null },
            { """{"Errors":[{"Code":"X","Title":"Case"}],"TraceId":"t-4"}""", "X", "Case", null, null, "t-4" },
            {
                """{"error":"invalid_client","error_description":"The client is not known"}""",
                "invalid_client",
                null,
                "The client is not known",
                null,
                null
            },
            { """{"error":{"code":"IN-1","title":"Inside"}}""", "IN-1", "Inside", null, null, null },
            { """{"error":{"code":12,"message":"By message"}}""", "12", "By message", null, null, null },
            { """{"errors":["just text"]}""", null, "just text", null, null, null },
            { """{"errors":[null]}""", null, null, null, null, null },
            { """{"errors":[{"code":null,"title":"","detail":7,"status":"soon"}]}""", null, null, "7", null, null },
            { "\"a text\"", null, "a text", null, null, null },
            { "[1,2]", null, null, null, null, null },
            { "null", null, null, null, null, null },
            { "{}", null, null, null, null, null },
            { "", null, null, null, null, null },
            { "  upstream connect error  ", null, "upstream connect error", null, null, null },
            { "<html><body>502</body></html>", null, null, null, null, null },
            { "\n <!DOCTYPE html>", null, null, null, null, null },
            { "{\"errors\":[{\"code\":", null, "{\"errors\":[{\"code\":", null, null, null },
        };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Parse_ReadsEveryShape(string body, string? code, string? title, string? detail, int? status, string? traceId) =>
        Assert.Equal(new ApiError(code, title, detail, status, traceId), ApiError.Parse(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Parse_LongText_IsCut() => Assert.Equal(500, ApiError.Parse(Encoding.UTF8.GetBytes(new string('x', 2000))).Title!.Length);

    [Theory]
    [InlineData("T", "D", "C", "T: D (C)")]
    [InlineData("T", null, "C", "T (C)")]
    [InlineData(null, "D", null, "D")]
    [InlineData(null, null, "C", "(C)")]
    [InlineData(null, " ", null, "")]
    public void ToString_IsOneLine(string? title, string? detail, string? code, string line) =>
        Assert.Equal(line, new ApiError(code, title, detail, null, null).ToString());

    [Fact]
    public async Task Message_HasEverythingToActOnButNoQueryValue()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", Connections),
                Times = 2,
                Status = 400,
                Body =
                    """{"errors":[{"code":"DCERROR-0010","title":"Bad or invalid request","detail":"The filter is wrong"}],"traceId":"trace-77"}""",
            }
        );

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync(Rows.Named("secret-looking-name")));

        Assert.Equal(
            "Qlik rejected the request. GET /api/v1/data-connections?limit&noDatafiles&filter returned 400 BadRequest: Bad or invalid request: The filter is wrong (DCERROR-0010). Trace id trace-77.",
            refused.Message);
        Assert.Equal(
            ("QlikRequestRejected", "DCERROR-0010", "Bad or invalid request", "The filter is wrong", "trace-77", "GET", Connections),
            (refused.ErrorId, refused.Code, refused.Title, refused.Detail, refused.TraceId, refused.Method, refused.Path));
        Assert.NotNull(refused.RecommendedAction);
        Assert.DoesNotContain("secret-looking-name", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x-b3-traceid")]
    [InlineData("X-Request-Id")]
    [InlineData("traceparent")]
    [InlineData("qlik-trace-id")]
    public async Task TraceId_ComesFromTheHeadersWhenTheBodyHasNone(string header)
    {
        var client = await ConnectAsync();
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("GET", Connections),
            Status = 501,
            Body = "<html>",
            ContentType = "text/html",
            Headers = new Dictionary<string, string> { [header] = "t-9" },
        });

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal("t-9", refused.TraceId);
        Assert.EndsWith("returned 501 NotImplemented. Trace id t-9.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_NeverHoldsWhatWasSent()
    {
        var client = await ConnectAsync();
        var row = await client.OneAsync("CRM");
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("PATCH", null),
                Status = 422,
                Body = "",
            }
        );

        var refused = await Assert.ThrowsAsync<QlikApiException>(() =>
            client.UpdateAsync(row, new() { Name = "marker-of-the-body" }, Stop)
        );

        Assert.Equal($"Qlik rejected the request. PATCH {Connections}/{row.Id:D} returned 422 UnprocessableEntity.", refused.Message);
        Assert.DoesNotContain("marker-of-the-body", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryErrorId_HasATextAndTheTextsArePlain()
    {
        var ids = Strings.ResourceManager.GetResourceSet(System.Globalization.CultureInfo.InvariantCulture, true, true)!
            .Cast<System.Collections.DictionaryEntry>().Select(e => ((string)e.Key, (string)e.Value!)).ToArray();

        // Advice may differ by platform or sign-in: QlikAccessDenied_Action_Repository stands beside QlikAccessDenied_Action.
        Assert.All(
            ids.Where(i => i.Item1.Contains("_Action", StringComparison.Ordinal)),
            i => Assert.Contains(ids, o => o.Item1 == i.Item1.Split("_Action")[0])
        );
        Assert.All(
            ids.Where(i =>
                i.Item1.StartsWith("Qlik", StringComparison.Ordinal)
                && !i.Item1.Contains("Confirm", StringComparison.Ordinal)
                && !i.Item1.Contains("_Action", StringComparison.Ordinal)
            ),
            i => Assert.Contains(ids, o => o.Item1 == i.Item1 + "_Action")
        );
        Assert.All(ids, i => Assert.False(string.IsNullOrWhiteSpace(i.Item2)));
    }

    [Theory]
    [InlineData("CUSTOM CONNECT TO \"host=h;password=abc1\"")]
    [InlineData("password=abc1")]
    public void Message_InsideAnother_KeepsTheWordsBehindASecret(string statement)
    {
        var inner = QlikFailure.Message(nameof(Strings.ActionNewStatement), statement);

        var outer = QlikFailure.Message(nameof(Strings.ActionMove), inner + "; owner Anna");

        Assert.Contains("; owner Anna", outer, StringComparison.Ordinal);
        Assert.DoesNotContain("abc1", outer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=***;password=abc1")]
    [InlineData("password=***abc1")]
    public void Message_WithAsterisks_HidesWhatFollows(string text) =>
        Assert.DoesNotContain("abc1", QlikFailure.Message(nameof(Strings.ActionMove), text), StringComparison.Ordinal);
}
