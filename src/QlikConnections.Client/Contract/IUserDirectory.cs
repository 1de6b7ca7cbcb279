namespace QlikConnections.Client;

/// <summary>The users of one tenant as one identity sees them; results are cached for the session.</summary>
public interface IUserDirectory
{
    /// <summary>Lists users whose name, e-mail address, subject or id matches; all users when <paramref name="match"/> is null.</summary>
    IAsyncEnumerable<QlikUser> ListAsync(TextMatch? match, CancellationToken cancellationToken);

    /// <summary>Finds one user by id, e-mail address, subject or name.</summary>
    /// <exception cref="QlikException">There is none (the error suggests similar ones), or several match equally well.</exception>
    Task<QlikUser> ResolveAsync(string text, CancellationToken cancellationToken);

    /// <summary>Whether the session's user is an admin, who may do what needs one; null if that cannot be read.</summary>
    Task<bool?> IsAdminAsync(CancellationToken cancellationToken);

    /// <summary>Looks the ids up that are not known yet, up to 100 in one request.</summary>
    /// <returns>The users known by id; ids of users that no longer exist are missing.</returns>
    Task<IReadOnlyDictionary<string, QlikUser>> ByIdAsync(IEnumerable<string> ids, CancellationToken cancellationToken);
}
