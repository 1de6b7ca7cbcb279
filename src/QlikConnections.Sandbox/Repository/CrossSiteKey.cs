using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository;

/// <summary>The key against cross-site requests: sixteen letters and digits, the same in query and header [qrs 2.1].</summary>
internal static class CrossSiteKey
{
    public const string QueryName = "Xrfkey";
    public const string HeaderName = "X-Qlik-Xrfkey";

    private const int Length = 16;

    public static bool Holds(QueryString query, HttpRequestMessage request) =>
        query.Text(QueryName) is { Length: Length } key
        && key.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'))
        && request.Headers.TryGetValues(HeaderName, out var sent)
        && sent.SequenceEqual([key]);
}
