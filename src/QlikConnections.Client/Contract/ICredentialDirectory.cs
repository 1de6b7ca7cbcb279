using System.Net;

namespace QlikConnections.Client;

/// <summary>
/// The credential sets of one tenant as one identity sees them. There is no list of them: they are reached through connections, by
/// name, or as orphans (fact sheet 5).
/// </summary>
public interface ICredentialDirectory
{
    /// <summary>Reads one credential.</summary>
    /// <exception cref="QlikException">There is none of that id that the identity may see.</exception>
    Task<QlikDataCredential> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Reads one credential by its exact name.</summary>
    /// <exception cref="QlikException">There is none of that name that the identity may see.</exception>
    Task<QlikDataCredential> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>The credentials that no connection uses.</summary>
    /// <param name="dataSourceId">Only those of this data source; null for all.</param>
    /// <param name="type">Only those of this connector; null for all.</param>
    /// <param name="separate">True for users' own sets only, false for embedded ones only, null for both.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    Task<IReadOnlyList<QlikDataCredential>> OrphansAsync(string? dataSourceId, string? type, bool? separate, CancellationToken cancellationToken);

    /// <summary>Gives a credential another name.</summary>
    Task<QlikDataCredential> RenameAsync(QlikDataCredential current, string name, CancellationToken cancellationToken);

    /// <summary>Puts another login into a credential, and so into every connection that uses it.</summary>
    /// <param name="current">The credential as it is: what the server wants told again must not be stale.</param>
    /// <param name="name">The new name; null to keep it.</param>
    /// <param name="login">The new login.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    Task<QlikDataCredential> RenewAsync(QlikDataCredential current, string? name, NetworkCredential login, CancellationToken cancellationToken);

    /// <summary>Deletes a credential; connections that use it are left without.</summary>
    Task DeleteAsync(Guid id, CancellationToken cancellationToken);
}
