using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository;

/// <summary>A route below /qrs with the endpoint behind it.</summary>
internal sealed class RepositoryRoute(string method, string path, Func<RepositoryCall, Reply> answer) : RoutePattern(method, "/qrs" + path)
{
    public Func<RepositoryCall, Reply> Answer { get; } = answer;
}
