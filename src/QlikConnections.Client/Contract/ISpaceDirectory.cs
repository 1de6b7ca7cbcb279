namespace QlikConnections.Client;

/// <summary>The spaces of one tenant as one identity sees them, read once and kept for the session.</summary>
public interface ISpaceDirectory
{
    /// <summary>All spaces the identity may see, without the personal one.</summary>
    /// <param name="refresh">True to read again what was kept.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    Task<IReadOnlyList<QlikSpace>> ListAsync(bool refresh, CancellationToken cancellationToken);

    /// <summary>Finds a space by id or name; <c>Personal</c> is the personal space.</summary>
    /// <exception cref="QlikException">There is none (near matches are named), or several have the name.</exception>
    Task<QlikSpace> ResolveAsync(string idOrName, CancellationToken cancellationToken);
}
