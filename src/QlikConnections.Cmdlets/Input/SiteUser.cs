using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>The user of a site to act as, with a certificate or header.</summary>
internal static class SiteUser
{
    /// <summary>The directory and the id of the user. Users write DIR\user as one value, which no directory has as a user id.</summary>
    /// <param name="userDirectory">The directory; a blank text counts as missing.</param>
    /// <param name="userId">The user; a blank text counts as missing.</param>
    /// <param name="withCertificate">True if there is a default.</param>
    /// <exception cref="QlikException">They are incomplete or contradict each other.</exception>
    public static (string? Directory, string User) Of(string? userDirectory, string? userId, bool withCertificate)
    {
        // Empty cells of a row say nothing.
        var given = string.IsNullOrWhiteSpace(userDirectory) ? null : userDirectory!.Trim();
        // INTERNAL\sa_api is the default user of the console's own tools.
        var parts = (string.IsNullOrWhiteSpace(userId) ? "sa_api" : userId!).Split('\\');
        var user = parts[parts.Length - 1].Trim();
        var directory = parts.Length > 1 ? parts[0].Trim() : given ?? (withCertificate ? "INTERNAL" : null);
        if (parts.Length > 2 || !IsUserPart(user) || (directory is not null && !IsUserPart(directory)))
        {
            throw Invalid(nameof(Strings.UserIdIncomplete), userDirectory, userId);
        }

        return given is null || given.Equals(directory, StringComparison.OrdinalIgnoreCase)
            ? (directory, user)
            : throw Invalid(nameof(Strings.UserIdWithDirectory), userId, userDirectory);
    }

    private static bool IsUserPart(string text) => text.Length > 0 && text.IndexOf('\\') < 0;

    private static QlikException Invalid(string reason, params object?[] arguments) =>
        QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(reason, arguments));
}
