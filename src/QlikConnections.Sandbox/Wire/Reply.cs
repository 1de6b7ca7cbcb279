using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace QlikConnections.Sandbox.Wire;

/// <summary>A response before it becomes an HTTP message.</summary>
internal sealed class Reply
{
    // Qlik sends names as plain UTF-8, so the sandbox does too: so that a reader that guesses the encoding fails here.
    private static readonly JsonWriterOptions PlainUtf8 = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private Reply(int status, byte[]? body)
    {
        Status = status;
        Body = body;
    }

    /// <summary>The media type of the body, when there is one.</summary>
    public string MediaType { get; private init; } = "application/json";

    public static Reply NoContent { get; } = new(204, null);

    public int Status { get; }

    public byte[]? Body { get; }

    public string? Location { get; private init; }

    public IReadOnlyList<string> Allow { get; private init; } = [];

    /// <summary>Headers without a meaning for the sandbox.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; private init; } = [];

    public static Reply Json(int status, Action<Utf8JsonWriter> write) => new(status, Serialize(write));

    public static Reply Text(int status, string text) => new(status, Encoding.UTF8.GetBytes(text)) { MediaType = "text/plain" };

    /// <summary>A web page.</summary>
    public static Reply Page(int status, string html) => new(status, Encoding.UTF8.GetBytes(html)) { MediaType = "text/html" };

    public static Reply Bare(int status) => new(status, null);

    public static Reply MovedPermanently(string location) => new(301, null) { Location = location };

    public static Reply Found(string location) => new(302, null) { Location = location };

    public Reply Allowing(IReadOnlyList<string> methods) => new(Status, Body) { Allow = methods };

    public Reply Announcing(IReadOnlyList<KeyValuePair<string, string>> headers) =>
        new(Status, Body) { MediaType = MediaType, Location = Location, Allow = Allow, Headers = headers };

    private static byte[] Serialize(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream(1024);
        using (var json = new Utf8JsonWriter(buffer, PlainUtf8))
        {
            write(json);
        }

        return buffer.ToArray();
    }
}
