using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// Names for ids. Spaces are read once per session, users when they first appear, in batches. An identity that cannot read them still gets
/// its connections, with ids.
/// </summary>
internal sealed class CloudNames(ISpaceDirectory spaces, IUserDirectory users)
{
    private IReadOnlyList<QlikSpace>? _source;
    private Dictionary<string, string> _spaceNames = [];

    /// <summary>The names that the given connections need.</summary>
    public async Task<(IReadOnlyDictionary<string, string> Spaces, IReadOnlyDictionary<string, QlikUser> Users)> ForAsync(
        IReadOnlyCollection<ConnectionWire> connections, CancellationToken cancellationToken)
    {
        var spaceNames = connections.Any(c => !string.IsNullOrEmpty(c.Space))
            ? await OrNothingAsync(SpaceNamesAsync(cancellationToken)).ConfigureAwait(false)
            : null;
        return (
            spaceNames ?? new Dictionary<string, string>(),
            await UsersAsync(connections.Select(c => c.User), cancellationToken).ConfigureAwait(false)
        );
    }

    /// <summary>The users of the given ids; null and empty values are ignored.</summary>
    public async Task<IReadOnlyDictionary<string, QlikUser>> UsersAsync(IEnumerable<string?> ids, CancellationToken cancellationToken) =>
        await OrNothingAsync(users.ByIdAsync(ids.Where(id => !string.IsNullOrEmpty(id))!, cancellationToken)).ConfigureAwait(false)
        ?? new Dictionary<string, QlikUser>();

    /// <summary>The names of the spaces by their ids; empty if they cannot be read.</summary>
    public async Task<IReadOnlyDictionary<string, string>> SpacesAsync(CancellationToken cancellationToken) =>
        await OrNothingAsync(SpaceNamesAsync(cancellationToken)).ConfigureAwait(false) ?? new Dictionary<string, string>();

    private async Task<IReadOnlyDictionary<string, string>> SpaceNamesAsync(CancellationToken cancellationToken)
    {
        var source = await spaces.ListAsync(false, cancellationToken).ConfigureAwait(false);
        if (!ReferenceEquals(source, _source))
        {
            // Not ToDictionary: it throws if a server returns two spaces with one id.
            _spaceNames = source
                .GroupBy(s => s.Id, StringComparer.Ordinal)
                .ToDictionary(s => s.Key, s => s.First().Name, StringComparer.Ordinal);
            _source = source;
        }

        return _spaceNames;
    }

    private static async Task<T?> OrNothingAsync<T>(Task<T> lookup)
        where T : class
    {
        try
        {
            return await lookup.ConfigureAwait(false);
        }
        catch (QlikException exception)
            when (exception.ErrorId
                    is nameof(Strings.QlikAccessDenied)
                        or nameof(Strings.QlikNotFound)
                        or nameof(Strings.QlikServiceUnavailable)
                        or nameof(Strings.QlikThrottled)
                        or nameof(Strings.QlikTimeout)
                        or nameof(Strings.QlikPartialResult)
            )
        {
            RequestLog.Write(nameof(Strings.NamesUnavailable), exception.Message);
            return null;
        }
    }
}
