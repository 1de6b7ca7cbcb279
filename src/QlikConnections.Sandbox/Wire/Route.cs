namespace QlikConnections.Sandbox.Wire;

/// <summary>A route of Qlik Cloud with the endpoint behind it.</summary>
internal sealed class Route(string method, string pattern, ErrorFamily family, Func<Call, Reply> answer) : RoutePattern(method, pattern)
{
    public ErrorFamily Family { get; } = family;

    public Func<Call, Reply> Answer { get; } = answer;
}
