using QlikConnections.Sandbox.Tenancy;

namespace QlikConnections.Sandbox.Wire;

/// <summary>The front of the tenant: finds the route, checks the token, and hands the call on while it holds the state.</summary>
internal sealed class Gateway(Tenant tenant, TokenBook tokens, IReadOnlyList<Route> routes, Action<Tenant>? save)
{
    private const string TokenPath = "/oauth/token";
    private const string BearerPrefix = "Bearer ";

    public Reply Answer(HttpRequestMessage request, Uri uri, byte[] body)
    {
        lock (tenant.Gate)
        {
            (long, long) before = tenant.Revision;
            Reply reply = Dispatch(
                request.Method.Method, uri, request.Headers.Authorization?.ToString(), body, request.Content?.Headers.ContentType?.MediaType);
            if (save is not null && tenant.Revision != before)
                save(tenant);
            return reply;
        }
    }

    private Reply Dispatch(string method, Uri uri, string? authorization, byte[] body, string? mediaType)
    {
        if (uri.AbsolutePath == TokenPath)
            return IssueToken(method, body, mediaType);
        if (tokens.Authenticate(Bearer(authorization)) is not { } caller)
            return ErrorBody.From(ErrorFamily.Gateway, new(401, "The token is missing, unknown or expired"));

        RouteChoice<Route> choice = RouteChoice<Route>.Of(routes, method, uri);
        if (choice.Allowed.Count == 0)
            return ErrorBody.From(ErrorFamily.Gateway, new(404, "There is nothing at this path"));
        if (choice.Route is not { } found)
            return WrongMethod(choice.Allowed);

        try
        {
            return found.Answer(new Call(tenant, caller, uri, choice.Values, body, mediaType));
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

    private static string? Bearer(string? authorization) =>
        authorization is not null && authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? authorization.Substring(BearerPrefix.Length)
            : null;
}
