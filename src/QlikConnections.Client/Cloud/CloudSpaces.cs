using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>The spaces of a tenant. The whole table is read once: one or two requests then serve every lookup of the session.</summary>
internal sealed class CloudSpaces(ApiTransport transport, QlikSession session) : ISpaceDirectory, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ServerList<QlikSpace>? _spaces;

    public async Task<ServerList<QlikSpace>> ListAsync(bool refresh, CancellationToken cancellationToken)
    {
        if (!refresh && _spaces is { } known)
        {
            return known;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return !refresh && _spaces is { } meanwhile ? meanwhile : _spaces = await ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<QlikSpace> ResolveAsync(string idOrName, CancellationToken cancellationToken)
    {
        var text = idOrName.Trim();
        if (text.Equals(Strings.PersonalSpaceName, StringComparison.OrdinalIgnoreCase))
        {
            return Personal!;
        }

        var wasKnown = _spaces is not null;
        var spaces = await ListAsync(false, cancellationToken).ConfigureAwait(false);
        if (Find(spaces, text) is { } found)
        {
            return found;
        }

        if (wasKnown)
        {
            // The cached table may be older than the space.
            spaces = await ListAsync(true, cancellationToken).ConfigureAwait(false);
        }

        return Find(spaces, text)
            ?? throw spaces.Missing
                ?? QlikFailure.Create(
                    nameof(Strings.QlikSpaceNotFound),
                    text,
                    session.Name,
                    Suggestions.Sentence(text, spaces.Select(s => s.Name))
                );
    }

    public async Task<QlikSpace> CreateAsync(string name, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Post, transport.Address("/api/v1/spaces"))
        {
            Content = ApiTransport.Json(new SpaceCreationWire(name, "shared"), CloudJson.Default.SpaceCreationWire),
        };
        try
        {
            var space = ToModel(await transport.SendAsync(request, CloudJson.Default.SpaceWire, cancellationToken).ConfigureAwait(false));
            return space.Id.Length > 0 && space.Name == name ? space : throw transport.Failures.AnotherObject(request, space.Name);
        }
        finally
        {
            // Even without a response it may exist now.
            _spaces = null;
        }
    }

    public void Dispose() => _gate.Dispose();

    public QlikSpace? Personal =>
        new()
        {
            Name = Strings.PersonalSpaceName,
            Type = QlikSpaceType.Personal,
            OwnerId = session.UserId,
            Session = session,
        };

    private static QlikSpace? Find(IReadOnlyList<QlikSpace> spaces, string text)
    {
        if (spaces.FirstOrDefault(s => s.Id == text) is { } byId)
        {
            return byId;
        }

        var byName = spaces.Where(s => s.Name.Equals(text, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (byName.Length > 1)
        {
            byName = byName.Where(s => s.Name == text).ToArray() is { Length: 1 } exact
                ? exact
                : throw QlikFailure.Create(
                    nameof(Strings.QlikAmbiguousName),
                    text,
                    string.Join(", ", byName.Select(s => $"{s.Name} ({s.Id})"))
                );
        }

        return byName.FirstOrDefault();
    }

    private async Task<ServerList<QlikSpace>> ReadAsync(CancellationToken cancellationToken)
    {
        var spaces = new List<QlikSpace>();
        try
        {
            await foreach (
                var space in transport
                    .RowsAsync("/api/v1/spaces?limit=100", CloudJson.Default.SpacePage, s => s.Id, cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                spaces.Add(ToModel(space));
            }
        }
        catch (QlikException partial) when (partial.ErrorId == nameof(Strings.QlikPartialResult))
        {
            return new ServerList<QlikSpace>(spaces, partial);
        }

        return new ServerList<QlikSpace>(spaces, null);
    }

    private QlikSpace ToModel(SpaceWire wire) => new()
    {
        Id = wire.Id ?? "",
        Name = wire.Name ?? "",
        Type = Enum.TryParse<QlikSpaceType>(wire.Type, ignoreCase: true, out var type) ? type : QlikSpaceType.Shared,
        OwnerId = wire.OwnerId,
        Description = wire.Description,
        Created = wire.CreatedAt,
        Modified = wire.UpdatedAt,
        Roles = wire.Meta?.Roles ?? [],
        Session = session,
    };
}
