namespace QlikConnections.Client.Files;

/// <summary>The spaces of a server that stand for those of an import.</summary>
internal sealed class ImportSpaces(IDataConnectionClient client, ImportMap map, bool creates)
{
    private readonly Dictionary<string, QlikSpace> _new = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Task<QlikSpace>> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of the spaces that do not exist and are to be created.</summary>
    public IReadOnlyList<string> New => [.. _new.Keys.OrderBy(n => n, StringComparer.Ordinal)];

    /// <summary>The entries of the map that lead to no space, if none is created.</summary>
    /// <param name="reported">The connections that say themselves that their space does not exist.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public async Task<IReadOnlyList<QlikException>> CheckAsync(
        IEnumerable<PortableConnection> reported,
        CancellationToken cancellationToken
    )
    {
        if (client.Session.Platform != QlikPlatform.Cloud)
        {
            return [];
        }

        var own = new HashSet<string>(reported.Select(NameOf), StringComparer.OrdinalIgnoreCase);
        return await map
            .FailuresAsync(name => own.Contains(name) ? Task.CompletedTask : NamedAsync(name, cancellationToken))
            .ConfigureAwait(false);
    }

    /// <summary>The space of a connection; null for a personal connection and on a client-managed site.</summary>
    /// <exception cref="QlikException">There is no such space, and none is created.</exception>
    public async Task<QlikSpace?> OfAsync(PortableConnection connection, CancellationToken cancellationToken)
    {
        if (client.Session.Platform != QlikPlatform.Cloud)
        {
            return null;
        }

        var name = NameOf(connection);
        if (name.Length == 0 || name.Equals(Strings.PersonalSpaceName, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return await NamedAsync(name, cancellationToken).ConfigureAwait(false);
    }

    private string NameOf(PortableConnection connection) => map[connection.Space ?? Strings.PersonalSpaceName];

    private async Task<QlikSpace> NamedAsync(string name, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(name, out var lookup))
        {
            _known[name] = lookup = client.Spaces.ResolveAsync(name, cancellationToken);
        }

        try
        {
            return await lookup.ConfigureAwait(false);
        }
        catch (QlikException failure) when (creates && failure.ErrorId == nameof(Strings.QlikSpaceNotFound))
        {
            if (!_new.TryGetValue(name, out var space))
            {
                _new[name] = space = new QlikSpace { Name = name, Type = QlikSpaceType.Shared, OwnerId = client.Session.UserId };
            }

            return space;
        }
    }
}
