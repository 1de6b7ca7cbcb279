using QlikConnections.Sandbox.Endpoints;

namespace QlikConnections.Sandbox.Wire;

/// <summary>A route of Qlik Cloud with the endpoint behind it.</summary>
internal sealed class Route(string method, string pattern, ErrorFormat format, Func<Call, Reply> answer) : RoutePattern(method, pattern)
{
    public ErrorFormat Format { get; } = format;

    public Func<Call, Reply> Answer { get; } = answer;

    /// <summary>The form of the API for the endpoint.</summary>
    public ApiSurface Surface { get; init; } = ApiSurface.V1;

    /// <summary>Null: the endpoint is not deprecated.</summary>
    public DeprecationNotice? Notice { get; init; }
}
