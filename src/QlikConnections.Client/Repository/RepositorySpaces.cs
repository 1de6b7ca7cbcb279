namespace QlikConnections.Client.Repository;

/// <summary>A client-managed site has no spaces; asking for one is an error that names the alternative.</summary>
internal sealed class RepositorySpaces : ISpaceDirectory
{
    public Task<IReadOnlyList<QlikSpace>> ListAsync(bool refresh, CancellationToken cancellationToken) => throw NotSupported();

    public Task<QlikSpace> ResolveAsync(string idOrName, CancellationToken cancellationToken) => throw NotSupported();

    private static QlikException NotSupported() => RepositoryClient.NotSupported(Strings.FeatureSpaces, Strings.InsteadOfSpaces);
}
