namespace QlikConnections.Client.Http;

/// <summary>A request that knows whether it may be sent again, and counts how often it was.</summary>
internal sealed class ApiRequest(HttpMethod method, Uri uri) : HttpRequestMessage(method, uri)
{
    /// <summary>PATCH is not in HttpMethod on .NET Framework.</summary>
    public static readonly HttpMethod Patch = new("PATCH");

    /// <summary>
    /// True when sending it twice leaves the server as sending it once. GET, PUT and DELETE always; others by what they say
    /// (Qlik Cloud gives no idempotency key).
    /// </summary>
    public bool Repeatable { get; init; } = method == HttpMethod.Get || method == HttpMethod.Put || method == HttpMethod.Delete;

    /// <summary>True when the caller takes XML and the like too. A sign-in page is none of that: it says that it is HTML.</summary>
    public bool TakesAnything { get; init; }

    /// <summary>The rate limit that the request counts against.</summary>
    public RateTier Tier { get; init; } = method == HttpMethod.Get ? RateTier.Read : RateTier.Write;

    /// <summary>The secrets that the request carries, in its headers and its body.</summary>
    public RequestSecrets Secrets { get; init; } = new();

    /// <summary>How many times the request went out.</summary>
    public int Attempts { get; set; }

    /// <summary>
    /// True when an earlier attempt may have done its work although no good answer came. A refusal to do anything (401, 429)
    /// does not count.
    /// </summary>
    public bool AnswerLost { get; set; }

    /// <summary>The server's own clock when it answered last; null when it did not say.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>How long the server, when it answered last, asked to be left alone; null when it did not say.</summary>
    public TimeSpan? ToldToWait { get; set; }

    /// <summary>Method and path for messages and logs. Never the query's values: filters hold names, and others may hold more.</summary>
    public string Display
    {
        get
        {
            var names = RequestUri!.Query.TrimStart('?').Split(['&'], StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')[0]).Where(n => n != "Xrfkey").ToArray();
            return names.Length == 0 ? $"{Method} {RequestUri.AbsolutePath}" : $"{Method} {RequestUri.AbsolutePath}?{string.Join("&", names)}";
        }
    }
}
