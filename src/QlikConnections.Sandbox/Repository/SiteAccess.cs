namespace QlikConnections.Sandbox.Repository;

/// <summary>
/// The rights [qrs 11]. A site can have any rules; these are similar to the default ones:
/// root, content and security administrators do everything with connections, audit administrators read all of them, owners do everything
/// with their own, and everybody reads connections with the tag "shared". Everybody reads users, tags and definitions.
/// </summary>
internal static class SiteAccess
{
    public const string SharedTag = "shared";

    public const string Read = "read";
    public const string Update = "update";
    public const string Delete = "delete";
    public const string ChangeOwner = "changeowner";

    private static readonly string[] Everything = ["create", Read, Update, Delete, ChangeOwner];
    private static readonly string[] Reading = [Read];

    public static bool Administers(SiteUser user) =>
        user.Roles.Contains(SiteUser.RootAdmin)
        || user.Roles.Contains(SiteUser.ContentAdmin)
        || user.Roles.Contains(SiteUser.SecurityAdmin);

    /// <summary>The rights on a connection; none if the user cannot see it.</summary>
    public static IReadOnlyList<string> Rights(SiteUser user, SiteConnection connection)
    {
        if (Administers(user) || connection.Owner.Id == user.Id)
        {
            return Everything;
        }

        var shared = user.Roles.Contains(SiteUser.AuditAdmin)
            || connection.Tags.Any(tag => string.Equals(tag.Name, SharedTag, StringComparison.OrdinalIgnoreCase));
        return shared ? Reading : [];
    }

    /// <summary>The rights on an app: administrators and its owner have all, everybody reads what is published.</summary>
    public static IReadOnlyList<string> Rights(SiteUser user, SiteApp app) =>
        Administers(user) || app.Owner.Id == user.Id ? Everything
        : app.Stream is not null || user.Roles.Contains(SiteUser.AuditAdmin) ? Reading
        : [];

    /// <summary>The rights on a user, tag or definition.</summary>
    public static IReadOnlyList<string> SupportingRights(SiteUser user) => Administers(user) ? Everything : Reading;

    /// <summary>Folder connections are reserved to administrators.</summary>
    public static bool MayKeep(SiteUser user, string connectionType) =>
        Administers(user) || !string.Equals(connectionType, SiteConnection.FolderType, StringComparison.OrdinalIgnoreCase);
}
