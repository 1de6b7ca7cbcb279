using System.Net;
using System.Text.Json;

namespace QlikConnections.Client.Http;

/// <summary>A response, read to its end.</summary>
internal sealed record class ApiResponse(HttpStatusCode Status, BodyContent Content, string? MediaType, string? TraceId, Uri? Location)
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>The body, without the byte order mark that some servers put before it.</summary>
    public ReadOnlyMemory<byte> Body =>
        Content.Bytes.Span.StartsWith(ByteOrderMark) ? Content.Bytes.Slice(ByteOrderMark.Length) : Content.Bytes;

    /// <summary>True for HTML: a sign-in page or an edge server's page sent with a success status.</summary>
    public bool LooksLikePage => IsPage || FirstOf(Body.Span) == '<';

    /// <summary>True when the server says that the body is JSON.</summary>
    public bool IsDeclaredJson => MediaType?.IndexOf("json", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>True if the server declares that the body is neither a web page nor JSON, so that it may begin like a page.</summary>
    public bool IsDeclaredOther => MediaType is not null && !IsPage && !IsDeclaredJson;

    /// <summary>True when the body is JSON to its end.</summary>
    public bool IsWholeJson()
    {
        try
        {
            var reader = new Utf8JsonReader(Body.Span);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool IsPage => MediaType?.ToLowerInvariant() is "text/html" or "application/xhtml+xml";

    /// <summary>The first byte that is not blank.</summary>
    private static byte FirstOf(ReadOnlySpan<byte> body)
    {
        foreach (var b in body)
        {
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return b;
            }
        }

        return 0;
    }
}
