using QlikConnections.Sandbox.Tenancy;

namespace QlikConnections.Sandbox.Wire;

/// <summary>The front of the tenant: finds the route, checks the token, and hands the call on while it holds the state.</summary>
internal sealed class Gateway(Tenant tenant, TokenBook tokens, IReadOnlyList<Route> routes, Action<Tenant>? save)
{
    private const string TokenPath = "/oauth/token";
    private const string VersionHeader = "qlik-api-version";
    private const string BearerPrefix = "Bearer ";

    public Reply Answer(HttpRequestMessage request, Uri uri, byte[] body)
    {
        lock (tenant.Gate)
        {
            (long, long) before = tenant.Revision;
            Reply reply = Dispatch(request, uri, body);
            if (save is not null && tenant.Revision != before)
                save(tenant);
            return reply;
        }
    }

    private Reply Dispatch(HttpRequestMessage request, Uri uri, byte[] body)
    {
        string method = request.Method.Method;
        string? mediaType = request.Content?.Headers.ContentType?.MediaType;
        if (uri.AbsolutePath == TokenPath)
            return IssueToken(method, body, mediaType);
        if (tokens.Authenticate(Bearer(request.Headers.Authorization?.ToString())) is not { } caller)
            return ErrorBody.From(ErrorFamily.Gateway, new(401, "The token is missing, unknown or expired"));

        RouteChoice<Route> choice = RouteChoice<Route>.Of(routes, method, uri);
        if (choice.Allowed.Count == 0)
            return ErrorBody.From(ErrorFamily.Gateway, new(404, "There is nothing at this path"));
        if (choice.Route is not { } found)
            return WrongMethod(choice.Allowed);

        Reply reply = Answer(found, new Call(tenant, caller, found.Surface, uri, choice.Values, body, mediaType));
        return found.Notice is { } notice ? reply.Announcing(notice.For(Version(request), uri)) : reply;
    }

    private static Reply Answer(Route found, Call call)
    {
        try
        {
            return found.Answer(call);
        }
        catch (Refusal refusal)
        {
            return ErrorBody.From(found.Family, refusal);
        }
    }

    private Reply IssueToken(string method, byte[] body, string? mediaType)
    {
        if (method != "POST")
            return WrongMethod(["POST"]);
        try
        {
            return tokens.Issue(body, mediaType);
        }
        catch (Refusal refusal)
        {
            return ErrorBody.From(ErrorFamily.OAuth, refusal);
        }
    }

    private static Reply WrongMethod(IReadOnlyList<string> allowed) =>
        ErrorBody.From(ErrorFamily.Gateway, new(405, "The method is not allowed at this path")).Allowing(allowed);

    private static string? Version(HttpRequestMessage request) =>
        request.Headers.TryGetValues(VersionHeader, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;

    private static string? Bearer(string? authorization) =>
        authorization is not null && authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? authorization.Substring(BearerPrefix.Length)
            : null;
}
