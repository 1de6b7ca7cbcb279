using System.Net;

namespace QlikConnections.Client;

/// <summary>
/// The credential sets of one tenant as one identity sees them. There is no list of them: they are reached through connections, by
/// name, or as orphans [cloud 5].
/// </summary>
public interface ICredentialDirectory
{
    /// <summary>The error for a platform that has no credential sets; null where there are some.</summary>
    QlikException? Unsupported { get; }

    /// <summary>Reads one credential.</summary>
    /// <exception cref="QlikException">The identity can see none with that id.</exception>
    Task<QlikDataCredential> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Reads one credential by its exact name.</summary>
    /// <exception cref="QlikException">The identity can see none with that name.</exception>
    Task<QlikDataCredential> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>The credentials that no connection uses. The list reports if it is incomplete.</summary>
    /// <param name="dataSourceId">Only those of this data source; null for all.</param>
    /// <param name="type">Only those of this connector; null for all.</param>
    /// <param name="separate">True for users' own sets only, false for embedded ones only, null for both.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    Task<ServerList<QlikDataCredential>> OrphansAsync(
        string? dataSourceId,
        string? type,
        bool? separate,
        CancellationToken cancellationToken
    );

    /// <summary>Renames a credential.</summary>
    Task<QlikDataCredential> RenameAsync(QlikDataCredential current, string name, CancellationToken cancellationToken);

    /// <summary>Changes the login of a credential, and so of every connection that uses it.</summary>
    /// <param name="current">The credential as it is: the server requires its current values.</param>
    /// <param name="name">The new name; null to keep it.</param>
    /// <param name="login">The new login.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    Task<QlikDataCredential> RenewAsync(
        QlikDataCredential current,
        string? name,
        NetworkCredential login,
        CancellationToken cancellationToken
    );

    /// <summary>Deletes a credential; connections that use it are left without.</summary>
    Task DeleteAsync(Guid id, CancellationToken cancellationToken);
}
