using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;

namespace QlikConnections.Fuzz;

/// <summary>
/// A server in place of the network. It responds like a server of the platform, with something wrong in the response. What is wrong follows
/// from the number of the input, the request and how often it came: neither from time nor from who is faster.
/// </summary>
internal sealed class HostileHandler(Func<HttpMethod, string, string, string> right) : HttpMessageHandler
{
    /// <summary>More than any work needs for one input: who sends so many is in a circle.</summary>
    public const int MostRequests = 3000;

    /// <summary>Stands for the token of the request, which some servers bring back.</summary>
    private const string Token = "{token}";

    private static readonly HttpStatusCode[] Statuses =
    [
        (HttpStatusCode)200,
        (HttpStatusCode)201,
        (HttpStatusCode)202,
        (HttpStatusCode)204,
        (HttpStatusCode)206,
        (HttpStatusCode)207,
        (HttpStatusCode)302,
        (HttpStatusCode)304,
        (HttpStatusCode)400,
        (HttpStatusCode)401,
        (HttpStatusCode)403,
        (HttpStatusCode)404,
        (HttpStatusCode)409,
        (HttpStatusCode)412,
        (HttpStatusCode)413,
        (HttpStatusCode)429,
        (HttpStatusCode)500,
        (HttpStatusCode)502,
        (HttpStatusCode)503,
        (HttpStatusCode)599,
        (HttpStatusCode)999,
    ];

    private static readonly (string Name, string[] Values)[] Headers =
    [
        ("Location", ["/", "//other.example", "http://eve:pw@127.0.0.1/", "https://other.example/x", "javascript:1", "..", "\u00fc"]),
        ("Retry-After", ["0", "-1", "2147483647", "99999999999", "Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "soon"]),
        ("Date", ["Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "yesterday"]),
        ("Link", ["<http://x>; rel=\"deprecation\"", "<<<<<<<<<<", "<a>;;;;;; rel=sunset", "\u001b"]),
        ("Deprecation", ["true", "@99999999999999999999", "@-1", "Fri, 31 Dec 9999 23:59:59 GMT", "\u202e"]),
        ("Sunset", ["never", "Mon, 01 Jan 0001 00:00:00 GMT"]),
        ("x-request-id", ["\u009b31m", "", Token]),
    ];

    private static readonly string[] Types =
    [
        "application/json",
        "text/html",
        "text/plain",
        "application/problem+json",
        "application/octet-stream",
        ";;;",
        "\u00fc/x",
    ];

    private readonly ConcurrentDictionary<string, int> _seen = new(StringComparer.Ordinal);
    private int _input;
    private int _requests;

    /// <summary>True when the input led to more requests than any work needs.</summary>
    public bool HadTooMany => Volatile.Read(ref _requests) > MostRequests;

    /// <summary>Begins the next input. Zero is none: everything is right.</summary>
    public void Begin(int input)
    {
        _seen.Clear();
        _input = input;
        _requests = 0;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var sent = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var response = Answer(request.Method, request.RequestUri!.PathAndQuery, sent, request.Headers.Authorization?.Parameter);
        response.RequestMessage = request;
        return response;
    }

    /// <summary>The response to a request.</summary>
    public HttpResponseMessage Answer(HttpMethod method, string pathAndQuery, string sent, string? token)
    {
        if (Interlocked.Increment(ref _requests) > MostRequests)
        {
            throw new OperationCanceledException("Too many requests for one input.");
        }

        var target = string.Join('&', pathAndQuery.Split('?', '&').Where(p => !p.StartsWith("Xrfkey", StringComparison.Ordinal)));
        var attempt = _seen.AddOrUpdate($"{method} {target} {sent}", 1, (_, n) => n + 1);
        var random = new Random(Hash($"{_input} {attempt} {method} {target} {sent}"));
        var body = right(method, target, sent);
        return _input == 0 || random.Next(5) == 0 ? Right(body) : Wrong(random, body, token, sent);
    }

    private static HttpResponseMessage Right(string body) =>
        body.Length == 0
            ? new HttpResponseMessage(HttpStatusCode.NoContent) { Content = new ByteArrayContent([]) }
            : new HttpResponseMessage { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Wrong(Random random, string body, string? token, string sent)
    {
        var response = new HttpResponseMessage(random.Next(3) == 0 ? Statuses[random.Next(Statuses.Length)] : HttpStatusCode.OK);
        if (!response.IsSuccessStatusCode)
        {
            // Some servers repeat in a refusal what they were sent.
            var said = $"{token} {sent}";
            var quoted = System.Text.Json.JsonSerializer.Serialize(said);
            body = random.Next(5) switch
            {
                0 => $$"""{"errors":[{"code":"E-1","title":"Refused","detail":{{quoted}}},{"title":"x"}],"traceId":"t1"}""",
                1 => $$"""{"error":"invalid","error_description":{{quoted}}}""",
                2 => quoted,
                3 => $"<html><title>Refused: {WebUtility.HtmlEncode(said)}</title></html>",
                _ => said,
            };
        }
        var bytes = response.IsSuccessStatusCode || random.Next(2) == 0 ? Mutation.Of(random, body) : Encoding.UTF8.GetBytes(body);
        response.Content = random.Next(25) == 0
            ? new StreamContent(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress))
            : new ByteArrayContent(bytes);
        response.Content.Headers.TryAddWithoutValidation("Content-Type", random.Next(6) == 0 ? Types[random.Next(Types.Length)] : Types[0]);
        if (random.Next(30) == 0)
        {
            response.Content.Headers.ContentLength = random.Next(2) == 0 ? long.MaxValue : random.Next(10);
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            (var name, var values) = Headers[random.Next(Headers.Length)];
            response.Headers.TryAddWithoutValidation(
                name,
                values[random.Next(values.Length)].Replace(Token, token ?? "none", StringComparison.Ordinal)
            );
        }
        return response;
    }

    /// <summary>The same in every process, as the text's own hash is not.</summary>
    private static int Hash(string text)
    {
        var hash = 17u;
        foreach (var c in text)
        {
            hash = (hash * 31) + c;
        }

        return (int)(hash & int.MaxValue);
    }

    /// <summary>An id in the address or the body, so that the right response is about what was asked for.</summary>
    public static string IdIn(string text, string otherwise)
    {
        for (var i = 0; i + 36 <= text.Length; i++)
        {
            if (Guid.TryParseExact(text.AsSpan(i, 36), "D", out var id))
            {
                return id.ToString("D", CultureInfo.InvariantCulture);
            }
        }
        return otherwise;
    }
}
