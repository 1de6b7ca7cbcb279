namespace QlikConnections.Client.Files;

/// <summary>The connections of the server that an import is compared with, read once.</summary>
internal sealed class ImportTarget(IDataConnectionClient client, int atOnce)
{
    private readonly List<QlikDataConnection> _connections = [];
    private ILookup<(string Place, string Name), QlikDataConnection>? _byPlace;

    /// <summary>All that were read.</summary>
    public IReadOnlyList<QlikDataConnection> Connections => _connections;

    private QlikPlatform Platform => client.Session.Platform;

    /// <summary>Reads them: all, or those with the names of the import if that takes fewer requests.</summary>
    /// <param name="names">The names of the import.</param>
    /// <param name="isWhole">True if everything else is needed, too, or one request gives everything.</param>
    /// <param name="owners">Ids of other users in whose personal spaces connections are imported; no list has these.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="QlikException">The list cannot be read, or is not complete.</exception>
    public async Task ReadAsync(
        IReadOnlyCollection<string> names,
        bool isWhole,
        IReadOnlyList<string> owners,
        CancellationToken cancellationToken
    )
    {
        if (isWhole)
        {
            await AddAsync(new DataConnectionQuery(), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var read = await new ConnectionReader(client, atOnce, detailed: false, (_, _) => { })
                .ReadAsync([.. names.Select(n => new ConnectionKey(null, n))], cancellationToken)
                .ConfigureAwait(false);
            _connections.AddRange(read.Incomplete.Count == 0 ? read.ById.Values : throw read.Incomplete[0]);
        }

        if (owners.Count > 0)
        {
            await AddAsync(new DataConnectionQuery { OwnerIds = owners, Spaces = [client.Spaces.Personal!] }, cancellationToken)
                .ConfigureAwait(false);
        }

        var ids = new HashSet<Guid>();
        _connections.RemoveAll(c => !ids.Add(c.Id));
        _byPlace = _connections.ToLookup(c => NamePlaces.Of(Platform, c));
    }

    /// <summary>The place that a connection of the import has here.</summary>
    public (string Place, string Name) PlaceOf(PortableConnection wanted, QlikSpace? space, QlikUser? owner) =>
        space is { Id.Length: 0 }
            ? ($"new {space.Name}", wanted.Name)
            : NamePlaces.Of(
                Platform,
                new QlikDataConnection { Name = wanted.Name, SpaceId = space?.Id, OwnerId = owner?.Id ?? client.Session.UserId }
            );

    /// <summary>The connection in a place; null if there is none.</summary>
    /// <exception cref="QlikException">There are several.</exception>
    public QlikDataConnection? In((string Place, string Name) place)
    {
        QlikDataConnection[] found = [.. _byPlace![place]];
        return found.Length < 2
            ? found.FirstOrDefault()
            : throw QlikFailure.Create(
                nameof(Strings.QlikAmbiguousName),
                found[0].Name,
                string.Join(", ", found.Select(c => $"{c.Label()} ({c.Id})"))
            );
    }

    private async Task AddAsync(DataConnectionQuery query, CancellationToken cancellationToken)
    {
        await foreach (var connection in client.AllAsync(query, cancellationToken).ConfigureAwait(false))
        {
            _connections.Add(connection);
        }
    }
}
