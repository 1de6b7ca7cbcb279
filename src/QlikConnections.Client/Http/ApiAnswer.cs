using System.Net;

namespace QlikConnections.Client.Http;

/// <summary>An answer, read to its end.</summary>
internal sealed record class ApiAnswer(HttpStatusCode Status, byte[] Body, string? MediaType, string? TraceId, Uri? Location)
{
    /// <summary>True for HTML: a sign-in page or an edge server's page sent with a good status.</summary>
    public bool LooksLikePage =>
        MediaType is "text/html" || Array.Find(Body, b => b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF)) == (byte)'<';
}
