using System.Net;
#if NETFRAMEWORK
using QlikConnections.Client.Usage;
#endif

namespace QlikConnections.Client.Repository;

/// <summary>A client-managed site has no spaces; requests for one give an error that names the alternative.</summary>
internal sealed class RepositorySpaces : ISpaceDirectory
{
    public QlikSpace? Personal => null;

    public Task<ServerList<QlikSpace>> ListAsync(bool refresh, CancellationToken cancellationToken) => throw NotSupported();

    public Task<QlikSpace> ResolveAsync(string idOrName, CancellationToken cancellationToken) => throw NotSupported();

    public Task<QlikSpace> CreateAsync(string name, CancellationToken cancellationToken) => throw NotSupported();

    private static QlikException NotSupported() =>
        QlikFailure.NotSupported(Strings.FeatureSpaces, Strings.ClientManaged, Strings.InsteadOfSpaces);
}

/// <summary>A client-managed site stores the login in the connection; requests for a credential set give an error that names the
/// alternative.</summary>
internal sealed class RepositoryCredentials : ICredentialDirectory
{
    public QlikException Unsupported => NotSupported();

    public Task<QlikDataCredential> GetAsync(Guid id, CancellationToken cancellationToken) => throw NotSupported();

    public Task<QlikDataCredential> GetAsync(string name, CancellationToken cancellationToken) => throw NotSupported();

    public Task<ServerList<QlikDataCredential>> OrphansAsync(
        string? dataSourceId,
        string? type,
        bool? separate,
        CancellationToken cancellationToken
    ) => throw NotSupported();

    public Task<QlikDataCredential> RenameAsync(QlikDataCredential current, string name, CancellationToken cancellationToken) =>
        throw NotSupported();

    public Task<QlikDataCredential> RenewAsync(
        QlikDataCredential current,
        string? name,
        NetworkCredential login,
        CancellationToken cancellationToken
    ) => throw NotSupported();

    public Task DeleteAsync(Guid id, CancellationToken cancellationToken) => throw NotSupported();

    private static QlikException NotSupported() =>
        QlikFailure.NotSupported(Strings.FeatureCredentials, Strings.ClientManaged, Strings.InsteadOfCredentials);
}

/// <summary>A client-managed site has no list of data sources; requests for them give an error that names the alternative.</summary>
internal sealed class RepositoryDataSources : IDataSourceDirectory
{
    public QlikException Unsupported => NotSupported();

    public Task<IReadOnlyList<QlikDataSource>> ListAsync(bool includeDisabled, bool refresh, CancellationToken cancellationToken) =>
        throw NotSupported();

    public Task<DataSourceSpecification> SpecificationAsync(string dataSourceId, CancellationToken cancellationToken) =>
        throw NotSupported();

    public Task<IReadOnlyList<QlikGateway>> GatewaysAsync(string dataSourceId, bool forceRefresh, CancellationToken cancellationToken) =>
        throw NotSupported();

    public Task<bool> SetDisabledAsync(string dataSourceId, bool disabled, CancellationToken cancellationToken) => throw NotSupported();

    private static QlikException NotSupported() =>
        QlikFailure.NotSupported(Strings.FeatureDataSources, Strings.ClientManaged, Strings.InsteadOfDataSources);
}

#if NETFRAMEWORK
/// <summary>Apps are read through the engine's web socket, whose certificate .NET Framework cannot check for one session alone.</summary>
internal sealed class RepositoryApps : IAppDirectory
{
    public QlikException Unsupported => NotSupported();

    public int MostAtOnce => 1;

    public Task<ServerList<QlikApp>> ListAsync(CancellationToken cancellationToken) => throw NotSupported();

    public Task<AppContent> ReadAsync(QlikApp app, bool withScript, CancellationToken cancellationToken) => throw NotSupported();

    private static QlikException NotSupported() =>
        QlikFailure.NotSupported(Strings.FeatureSiteUsage, Strings.WindowsPowerShell, Strings.InsteadOfUsage);
}
#endif
