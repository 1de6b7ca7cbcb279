namespace QlikConnections.Sandbox.Wire;

/// <summary>Ends a call with an error response. The route decides the shape of the body [cloud 1.8].</summary>
internal sealed class Refusal(int status, string detail, string? code = null) : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>A code that is known from elsewhere; null for one that is made from the status.</summary>
    public string? Code { get; } = code;

    public string Detail { get; } = detail;

    public static Refusal BadRequest(string detail) => new(400, detail);

    public static Refusal Forbidden(string detail) => new(403, detail);

    public static Refusal NotFound(string detail) => new(404, detail);

    public static Refusal Conflict(string detail) => new(409, detail);
}

/// <summary>The services of Qlik Cloud do not agree on one error body; each route belongs to one of these families.</summary>
internal enum ErrorFormat
{
    Gateway,
    DataConnections,
    DataSources,
    Spaces,
    Users,
    OAuth,
}
