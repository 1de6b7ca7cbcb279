using System.Net;

namespace QlikConnections.Client.Repository;

/// <summary>A client-managed site keeps the login in the connection; asking for a credential set is an error that names the
/// alternative.</summary>
internal sealed class RepositoryCredentials : ICredentialDirectory
{
    public Task<QlikDataCredential> GetAsync(Guid id, CancellationToken cancellationToken) => throw NotSupported();

    public Task<QlikDataCredential> GetAsync(string name, CancellationToken cancellationToken) => throw NotSupported();

    public Task<IReadOnlyList<QlikDataCredential>> OrphansAsync(string? dataSourceId, string? type, bool? separate, CancellationToken cancellationToken) => throw NotSupported();

    public Task<QlikDataCredential> RenameAsync(QlikDataCredential current, string name, CancellationToken cancellationToken) =>
        throw NotSupported();

    public Task<QlikDataCredential> RenewAsync(QlikDataCredential current, string? name, NetworkCredential login, CancellationToken cancellationToken) => throw NotSupported();

    public Task DeleteAsync(Guid id, CancellationToken cancellationToken) => throw NotSupported();

    private static QlikException NotSupported() => RepositoryClient.NotSupported(Strings.FeatureCredentials, Strings.InsteadOfCredentials);
}
