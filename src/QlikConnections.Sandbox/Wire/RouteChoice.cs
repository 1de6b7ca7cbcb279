namespace QlikConnections.Sandbox.Wire;

/// <summary>The route for a request, or why there is none.</summary>
internal sealed class RouteChoice<TRoute>
    where TRoute : RoutePattern
{
    /// <summary>Null if the path, or the method, does not exist.</summary>
    public TRoute? Route { get; private init; }

    public IReadOnlyDictionary<string, string> Values { get; private init; } = RoutePattern.NoValues;

    /// <summary>The methods of the path; none if it does not exist.</summary>
    public IReadOnlyList<string> Allowed { get; private init; } = [];

    public static RouteChoice<TRoute> Of(IReadOnlyList<TRoute> routes, string method, Uri uri)
    {
        string[] path = [.. uri.AbsolutePath.Split('/').Select(Uri.UnescapeDataString)];
        var fitting = routes
            .Select(route => (Route: route, Values: route.Match(path)))
            .Where(candidate => candidate.Values is not null)
            .ToList();
        if (fitting.Count == 0)
        {
            return new();
        }
        // The best matching pattern decides the resource: /users/me is not a user named "me".
        var best = fitting.Max(candidate => candidate.Route.Literals);
        fitting.RemoveAll(candidate => candidate.Route.Literals < best);
        var (route, values) = fitting.Find(candidate => candidate.Route.Method == method);
        return new()
        {
            Route = route,
            Values = values ?? RoutePattern.NoValues,
            Allowed = [.. fitting.Select(candidate => candidate.Route.Method)],
        };
    }
}
