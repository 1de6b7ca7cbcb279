using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>Finds the connection that a path names, by id or with type=connectionname by name [cloud 2.3].</summary>
internal static class ConnectionLookup
{
    /// <summary>400 for a malformed id or an ambiguous name, 404 when there is none, 403 when the caller may not do it.</summary>
    public static Connection Find(Call call, string right, bool bySpace)
    {
        var segment = call.Path("id");
        var found = IsByName(call) ? ByName(call, segment, bySpace) : ById(call, segment);
        return Require(call, found, right);
    }

    public static Connection Require(Call call, Connection connection, string right) =>
        Access.Rights(call.Tenant, call.Caller, connection).Contains(right)
            ? connection
            : throw Refusal.Forbidden($"No right to {right} this connection");

    public static bool IsByName(Call call) => call.Query.Text("type") switch
    {
        null => false,
        "connectionname" => true,
        _ => throw Refusal.BadRequest("The query parameter type must be connectionname"),
    };

    public static Space? DataFiles(Call call, string id) => call.Tenant.Spaces.FirstOrDefault(space => space.DataFilesId == id);

    /// <summary>The new space of a change; assumed: an unknown space is "no access", the only documented code for create.</summary>
    public static Space RequireTarget(Call call, string spaceId) =>
        call.Tenant.FindSpace(spaceId) is { } space && Access.Edits(call.Caller, space)
            ? space
            : throw Refusal.Forbidden("No rights on the target space");

    private static Connection ById(Call call, string id)
    {
        if (!Guid.TryParseExact(id, "D", out _))
        {
            throw Refusal.BadRequest("The connection id must be a UUID");
        }

        if (call.Tenant.Connections.Find(id) is { } connection)
        {
            return connection;
        }

        throw DataFiles(call, id) is null
            ? Refusal.NotFound("The connection does not exist")
            : Refusal.Forbidden("Data file connections cannot be changed");
    }

    private static Connection ByName(Call call, string name, bool bySpace)
    {
        var spaceId = bySpace ? call.Query.Text("spaceId") : null;
        Connection[] found = [.. call.Tenant.Connections.All.Where(row =>
            row.Name == name
            && (spaceId is null || row.SpaceId == spaceId)
            // Other people's personal connections must not make a name ambiguous, not even for an admin.
            && (row.SpaceId is not null || row.OwnerId == call.Caller.Id)
            && Access.Rights(call.Tenant, call.Caller, row).Count > 0)];
        return found.Length switch
        {
            0 => throw Refusal.NotFound("The connection does not exist"),
            1 => found[0],
            _ => throw Refusal.BadRequest("The name exists in several spaces; give its id"),
        };
    }
}
