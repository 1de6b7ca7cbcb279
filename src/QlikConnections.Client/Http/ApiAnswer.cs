using System.Net;

namespace QlikConnections.Client.Http;

/// <summary>An answer, read to its end.</summary>
internal sealed record class ApiAnswer(HttpStatusCode Status, BodyContent Content, string? MediaType, string? TraceId, Uri? Location)
{
    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body => Content.Bytes;

    /// <summary>True for HTML: a sign-in page or an edge server's page sent with a good status.</summary>
    public bool LooksLikePage => IsPage || FirstOf(Body.Span) == '<';

    /// <summary>True when the server says that the body is JSON.</summary>
    public bool IsDeclaredJson => MediaType?.IndexOf("json", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>True when the server says that the body is something else than a web page or JSON, so that it may begin as a page does.</summary>
    public bool IsDeclaredOther => MediaType is not null && !IsPage && !IsDeclaredJson;

    private bool IsPage => MediaType?.ToLowerInvariant() is "text/html" or "application/xhtml+xml";

    /// <summary>The first byte that is neither blank nor of a byte order mark.</summary>
    private static byte FirstOf(ReadOnlySpan<byte> body)
    {
        foreach (var b in body)
        {
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF))
            {
                return b;
            }
        }

        return 0;
    }
}
