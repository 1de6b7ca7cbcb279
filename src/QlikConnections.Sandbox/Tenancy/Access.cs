namespace QlikConnections.Sandbox.Tenancy;

/// <summary>
/// The rights [cloud 7.3, 8.3]. The roles are documented, but not their rights on connections; assumed:
/// consumers and previewers read, all other roles edit, owners of a space edit, tenant admins do everything.
/// </summary>
internal static class Access
{
    private static readonly HashSet<string> ReadingRoles = ["consumer", "dataconsumer", "basicconsumer", "datapreview"];
    private static readonly string[] Everything = ["list", "read", "update", "delete", "change_owner", "change_space"];
    private static readonly string[] Editing = ["list", "read", "update", "delete", "change_space"];
    private static readonly string[] Reading = ["list", "read"];

    public static IReadOnlyList<string> DataFilesRights { get; } = ["read"];

    public static bool Sees(User user, Space space) =>
        user.IsTenantAdmin || space.OwnerId == user.Id || space.Members.ContainsKey(user.Id);

    public static bool Edits(User user, Space space) =>
        user.IsTenantAdmin || space.OwnerId == user.Id || space.RolesOf(user).Any(role => !ReadingRoles.Contains(role));

    /// <summary>A personal app is in the list of its owner only.</summary>
    public static bool Sees(Tenant tenant, User user, App app) =>
        app.SpaceId is { } spaceId ? tenant.FindSpace(spaceId) is { } space && Sees(user, space) : app.OwnerId == user.Id;

    public static bool Edits(Tenant tenant, User user, App app) =>
        app.OwnerId == user.Id || (app.SpaceId is { } spaceId && tenant.FindSpace(spaceId) is { } space && Edits(user, space));

    /// <summary>The privileges of a user on a connection; empty when the user may not even see it.</summary>
    public static IReadOnlyList<string> Rights(Tenant tenant, User user, Connection connection)
    {
        // A tenant admin manages personal connections too [cloud 8.3], so they can be reached by id.
        if (user.IsTenantAdmin)
        {
            return Everything;
        }

        if (connection.SpaceId is not { } spaceId)
        {
            return connection.OwnerId == user.Id ? Editing : [];
        }

        if (tenant.FindSpace(spaceId) is not { } space || !Sees(user, space))
        {
            return [];
        }

        return connection.OwnerId == user.Id || Edits(user, space) ? Editing : Reading;
    }
}
