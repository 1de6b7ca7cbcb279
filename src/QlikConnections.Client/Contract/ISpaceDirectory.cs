namespace QlikConnections.Client;

/// <summary>The spaces of one tenant as one identity sees them, read once and cached for the session.</summary>
public interface ISpaceDirectory
{
    /// <summary>The personal space of the owner of the connection; null where there are no spaces.</summary>
    QlikSpace? Personal { get; }

    /// <summary>All spaces the identity may see, without the personal one. The list reports if it is incomplete.</summary>
    /// <param name="refresh">True to read again what was kept.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    Task<ServerList<QlikSpace>> ListAsync(bool refresh, CancellationToken cancellationToken);

    /// <summary>Finds a space by id or name; <c>Personal</c> is the personal space.</summary>
    /// <exception cref="QlikException">There is none (the error suggests similar ones), or several have the name.</exception>
    Task<QlikSpace> ResolveAsync(string idOrName, CancellationToken cancellationToken);

    /// <summary>Creates a shared space.</summary>
    /// <exception cref="QlikException">The name is taken or not valid, the caller may not create spaces, or there are none
    /// here.</exception>
    Task<QlikSpace> CreateAsync(string name, CancellationToken cancellationToken);
}
