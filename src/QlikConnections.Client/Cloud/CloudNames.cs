using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// Names for ids, so that people need not read ids. Spaces are read once per session, users as they first appear, in lots.
/// An identity that may not read them still gets its connections, with ids.
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
        var owners = await OrNothingAsync(users.ByIdAsync(connections.Select(c => c.User).Where(u => !string.IsNullOrEmpty(u))!, cancellationToken)).ConfigureAwait(false);
        return (spaceNames ?? new Dictionary<string, string>(), owners ?? new Dictionary<string, QlikUser>());
    }

    private async Task<IReadOnlyDictionary<string, string>> SpaceNamesAsync(CancellationToken cancellationToken)
    {
        var source = await spaces.ListAsync(false, cancellationToken).ConfigureAwait(false);
        if (!ReferenceEquals(source, _source))
        {
            _spaceNames = source.ToDictionary(s => s.Id, s => s.Name);
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
        catch (QlikApiException exception) when (exception.ErrorId is nameof(Strings.QlikAccessDenied) or nameof(Strings.QlikNotFound) or nameof(Strings.QlikServiceUnavailable)
            or nameof(Strings.QlikThrottled) or nameof(Strings.QlikTimeout))
        {
            RequestLog.Write(nameof(Strings.NamesUnavailable), exception.Message);
            return null;
        }
    }
}
