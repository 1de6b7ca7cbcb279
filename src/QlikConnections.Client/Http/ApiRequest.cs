using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Http;

/// <summary>A request that knows whether it may be sent again, and counts how often it was.</summary>
internal sealed class ApiRequest(HttpMethod method, Uri uri) : HttpRequestMessage(method, uri)
{
    /// <summary>PATCH is not in HttpMethod on .NET Framework.</summary>
    public static readonly HttpMethod Patch = new("PATCH");

    /// <summary>
    /// True if sending it twice has the same effect as sending it once. Always true for GET, PUT and DELETE; for others it depends on the
    /// content (Qlik Cloud has no idempotency key).
    /// </summary>
    public bool Repeatable { get; init; } = method == HttpMethod.Get || method == HttpMethod.Put || method == HttpMethod.Delete;

    /// <summary>True if the caller also accepts other content such as XML. A sign-in page is not included: it is declared as
    /// HTML.</summary>
    public bool AcceptsAnyContent { get; init; }

    /// <summary>The rate limit that the request counts against.</summary>
    public RateTier Tier { get; init; } = method == HttpMethod.Get ? RateTier.Read : RateTier.Write;

    /// <summary>The secrets that the request carries, in its headers and its body.</summary>
    public RequestSecrets Secrets { get; init; } = new();

    /// <summary>True when the server gave the address, in a redirect or a link: it may repeat a secret in it.</summary>
    public bool HasServerAddress { get; init; }

    /// <summary>Makes what the caller gets of the body; null when the caller reads it. A body is read once: whether it is whole shows
    /// when it is read.</summary>
    public Func<ReadOnlyMemory<byte>, object?>? Reader { get; set; }

    /// <summary>How many times the request went out.</summary>
    public int Attempts { get; set; }

    /// <summary>
    /// True if an earlier attempt may have been carried out although there was no successful response. A refusal (401, 429) does not count.
    /// </summary>
    public bool ResponseLost { get; set; }

    /// <summary>The server's own clock in its last response; null if it did not send it.</summary>
    public DateTimeOffset? RespondedAt { get; set; }

    /// <summary>The wait that the server asked for in its last response; null if it did not.</summary>
    public TimeSpan? RequestedWait { get; set; }

    /// <summary>A query parameter that the platform adds to each request and that messages and logs leave out.</summary>
    public string? HiddenParameter { get; set; }

    /// <summary>Method and path for messages and logs. Never the query's values: filters contain names, and others may contain
    /// more. A part of the query without a name is a value.</summary>
    public string Display
    {
        get
        {
            var names = RequestUri!
                .Query.TrimStart('?')
                .Split(['&'], StringSplitOptions.RemoveEmptyEntries)
                .Select(p => p.Split('=')[0])
                .Where(n => n != HiddenParameter)
                .Select(n => n.All(IsOfName) ? KnownCredential.Shorten(n) : "\u2026")
                .ToArray();
            var path = Sentence.QuotePath(RequestUri.AbsolutePath);
            var address = names.Length == 0 ? path : $"{path}?{string.Join("&", names)}";
            return $"{Method} {(HasServerAddress ? Secrets.Hide(address) ?? "?" : address)}";
        }
    }

    private static bool IsOfName(char letter) => letter < '\u0080' && (char.IsLetterOrDigit(letter) || "$_-.[]".IndexOf(letter) >= 0);
}
