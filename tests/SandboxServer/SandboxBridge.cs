using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SandboxServer;

/// <summary>Passes responses to Kestrel, unless there is a fault.</summary>
internal sealed class SandboxBridge(TimeSpan latency, Func<DateTimeOffset>? clock = null)
{
    private readonly Lock _gate = new();
    private long _since = Stopwatch.GetTimestamp();
    private long _at = Stopwatch.GetTimestamp();
    private double _sum;

    public FaultPlan Faults { get; } = new();

    /// <summary>How long every response is held back.</summary>
    public TimeSpan Latency { get; set; } = latency;

    /// <summary>How many requests are in progress.</summary>
    public int AtOnce { get; private set; }

    /// <summary>How many requests were in progress at the same time, at most, since it was forgotten.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>How many requests were in progress on average, since it was forgotten: by time.</summary>
    public double AverageAtOnce
    {
        get
        {
            lock (_gate)
            {
                Sum();
                return _sum / (_at - _since);
            }
        }
    }

    /// <summary>Counts again.</summary>
    public void ForgetMostAtOnce()
    {
        lock (_gate)
        {
            MostAtOnce = AtOnce;
            _sum = 0;
            _at = _since = Stopwatch.GetTimestamp();
        }
    }

    /// <param name="context">The request.</param>
    /// <param name="answer">Creates the response from the request and its raw target.</param>
    public async Task AnswerAsync(HttpContext context, Func<HttpContext, string, Task<HttpResponseMessage>> answer)
    {
        Count(1);
        try
        {
            await AnswerCountedAsync(context, answer);
        }
        finally
        {
            Count(-1);
        }
    }

    /// <summary>Passes a web socket on, with its fault if it is not one of every request.</summary>
    public async Task TunnelAsync(HttpContext context, Func<string, Fault?, Task> serve)
    {
        Count(1);
        try
        {
            if (Latency > TimeSpan.Zero)
            {
                await Task.Delay(Latency, context.RequestAborted);
            }

            var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            var fault = Faults.Next(context.Request.Method, target);
            if (fault is null || !await AppliesBeforeAsync(context, fault))
            {
                await serve(target, fault);
            }
        }
        finally
        {
            Count(-1);
        }
    }

    private void Count(int change)
    {
        lock (_gate)
        {
            Sum();
            AtOnce += change;
            MostAtOnce = Math.Max(MostAtOnce, AtOnce);
        }
    }

    private void Sum()
    {
        var now = Stopwatch.GetTimestamp();
        _sum += (double)AtOnce * (now - _at);
        _at = now;
    }

    private async Task AnswerCountedAsync(HttpContext context, Func<HttpContext, string, Task<HttpResponseMessage>> answer)
    {
        if (Latency > TimeSpan.Zero)
        {
            await Task.Delay(Latency, context.RequestAborted);
        }

        if (clock is not null)
        {
            context.Response.OnStarting(() => SetDate(context, clock()));
        }
        // The raw target: Kestrel's own path is decoded, and a name with %2F in it would fall apart.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var fault = Faults.Next(context.Request.Method, target);
        if (fault is not null && await AppliesBeforeAsync(context, fault))
        {
            return;
        }

        var isRead = HttpMethods.IsGet(context.Request.Method);
        using var response = await answer(context, isRead && fault?.Kind == FaultKind.AnotherObject
            ? AnotherTarget(fault, target)
            : target);
        var body = await response.Content.ReadAsByteArrayAsync(context.RequestAborted);
        fault?.Processed();
        switch (fault?.Kind)
        {
            case FaultKind.ResetAfter:
                context.Abort();
                return;
            case FaultKind.StatusAfter:
                await WriteAsync(context, fault.Status, fault.ContentType, fault.Headers, fault.Body);
                return;
            case FaultKind.Truncate when body.Length > 0:
                await TruncateAsync(context, response, body);
                return;
            case FaultKind.SlowBody:
                await TruncateAsync(context, response, body, missing: 1);
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            case FaultKind.Rewrite:
                body = Encoding.UTF8.GetBytes(fault.Rewrite(Encoding.UTF8.GetString(body)));
                break;
            case FaultKind.AnotherObject when !isRead && body.Length > 0:
                context.Request.Method = HttpMethods.Get;
                using (var another = await answer(context, AnotherTarget(fault, target)))
                {
                    body = await another.Content.ReadAsByteArrayAsync(context.RequestAborted);
                }

                break;
        }
        await WriteAsync(context, response, body);
    }

    private static string AnotherTarget(Fault fault, string target) =>
        fault.Another + (target.IndexOf('?', StringComparison.Ordinal) is >= 0 and int query ? target[query..] : "");

    /// <summary>Hands a request on to a sandbox, at the given target.</summary>
    public static async Task<HttpResponseMessage> ForwardAsync(HttpContext context, string target, HttpMessageInvoker sandbox)
    {
        using var request = await RequestAsync(context, target);
        return await sandbox.SendAsync(request, context.RequestAborted);
    }

    private static Task SetDate(HttpContext context, DateTimeOffset now)
    {
        context.Response.Headers.Date = now.ToString("R", CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }

    private static async Task<bool> AppliesBeforeAsync(HttpContext context, Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.Status:
                await WriteAsync(context, fault.Status, fault.ContentType, fault.Headers, fault.Body);
                return true;
            case FaultKind.RateLimit:
                var headers = new Dictionary<string, string>(fault.Headers)
                {
                    ["Retry-After"] = fault.Seconds.ToString(CultureInfo.InvariantCulture),
                };
                await WriteAsync(context, 429, "application/json", headers, RateLimitBody(fault.Seconds));
                return true;
            case FaultKind.ResetBefore:
                context.Abort();
                return true;
            case FaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return true;
            default:
                return false;
        }
    }

    private static string RateLimitBody(int seconds) =>
        $$"""{"errors":[{"code":"HTTP-429","title":"API rate limit reached.","detail":"You need to wait {{seconds}} seconds before the next call."}]}""";

    private static async Task<HttpRequestMessage> RequestAsync(HttpContext context, string target)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var origin = $"{context.Request.Scheme}://{context.Request.Host}";
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(origin + target));
        if (buffer.Length > 0)
        {
            request.Content = new ByteArrayContent(buffer.ToArray());
        }

        foreach (var header in context.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value))
            {
                request.Content?.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value);
            }
        }
        return request;
    }

    private static async Task WriteAsync(HttpContext context, HttpResponseMessage response, byte[] body)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var header in response.Headers.Concat(response.Content.Headers))
        {
            if (!string.Equals(header.Key, "Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                context.Response.Headers[header.Key] = header.Value.ToArray();
            }
        }
        if (body.Length == 0)
        {
            return;
        }

        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static async Task WriteAsync(
        HttpContext context,
        int status,
        string contentType,
        IReadOnlyDictionary<string, string> headers,
        string body
    )
    {
        context.Response.StatusCode = status;
        if (body.Length > 0)
        {
            context.Response.ContentType = contentType;
        }

        foreach (var header in headers)
        {
            context.Response.Headers[header.Key] = header.Value;
        }

        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    private static async Task TruncateAsync(HttpContext context, HttpResponseMessage response, byte[] body, int missing = 0)
    {
        // No body may follow 204; with one to come it is an ordinary success.
        context.Response.StatusCode = (int)response.StatusCode == 204 ? 200 : (int)response.StatusCode;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length + missing;
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
        // Kestrel closes the connection of a response that stays shorter than announced. An abort would be a reset, which
        // takes from the caller what was already sent.
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
