using System.Text.Json;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository;

/// <summary>One request to an endpoint: the caller, the parameters and the state.</summary>
internal sealed class RepositoryCall
{
    private readonly IReadOnlyDictionary<string, string> _path;
    private readonly byte[] _body;
    private readonly string? _mediaType;
    private readonly string? _charSet;

    public RepositoryCall(
        Site site,
        RepositoryBehaviour behaviour,
        SiteUser user,
        QueryString query,
        IReadOnlyDictionary<string, string> path,
        HttpRequestMessage request,
        byte[] body)
    {
        Site = site;
        Behaviour = behaviour;
        User = user;
        Query = query;
        _path = path;
        _body = body;
        _mediaType = request.Content?.Headers.ContentType?.MediaType;
        _charSet = request.Content?.Headers.ContentType?.CharSet;
        ShowsPrivileges = query.Flag("privileges");
    }

    public Site Site { get; }

    public RepositoryBehaviour Behaviour { get; }

    public SiteUser User { get; }

    public QueryString Query { get; }

    public bool ShowsPrivileges { get; }

    /// <summary>The id in the path; null if it is not an id.</summary>
    public Guid? Id => Guid.TryParseExact(_path["id"], "D", out var id) ? id : null;

    /// <summary>The body as JSON in UTF-8: 415 for another type, 400 for anything else.</summary>
    public JsonElement Json()
    {
        var utf8 = _charSet is null || string.Equals(_charSet.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase);
        if (_mediaType is not "application/json" || !utf8)
        {
            throw new Refusal(415, "The body must be sent as application/json in UTF-8");
        }

        return JsonBody.Parse(_body);
    }
}
