using System.Text.Json;
using QlikConnections.Sandbox.Endpoints;
using QlikConnections.Sandbox.Tenancy;

namespace QlikConnections.Sandbox.Wire;

/// <summary>One request to an endpoint: the caller, the parameters and the state.</summary>
internal sealed class Call(
    Tenant tenant,
    User caller,
    ApiSurface surface,
    Uri uri,
    IReadOnlyDictionary<string, string> path,
    byte[] body,
    string? mediaType
)
{
    private JsonElement? _json;

    public Tenant Tenant { get; } = tenant;

    public User Caller { get; } = caller;

    public ApiSurface Surface { get; } = surface;

    public QueryString Query { get; } = new(uri);

    public byte[] Body { get; } = body;

    public string? MediaType { get; } = mediaType;

    /// <summary>Scheme and host of this request: links must lead back to the same address.</summary>
    public string Origin { get; } = uri.GetLeftPart(UriPartial.Authority);

    public string SelfLink { get; } = uri.AbsoluteUri;

    /// <summary>The body as JSON; 415 for another content type, 400 for broken JSON.</summary>
    public JsonElement Json => _json ??= Parse();

    public string Path(string name) => path[name];

    public string Link(string absolutePath) => Origin + absolutePath;

    public string NextLink(string parameter, string cursor) => Origin + uri.AbsolutePath + Query.With(parameter, cursor);

    /// <summary>The same request for another page, without the opposite cursor.</summary>
    public string NextLink(string parameter, string opposite, string cursor) =>
        Origin + uri.AbsolutePath + Query.With(parameter, cursor, without: opposite);

    private JsonElement Parse()
    {
        if (MediaType is not "application/json")
        {
            throw new Refusal(415, "The body must be sent as application/json");
        }

        return JsonBody.Parse(Body);
    }
}
