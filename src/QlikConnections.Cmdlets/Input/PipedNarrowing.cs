using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Objects of other kinds that are piped to Get-QlikDataConnection: the connections in these spaces, of these owners, to these data
/// sources, with these logins, or of these sessions. Objects of one kind are listed together.
/// </summary>
internal sealed class PipedNarrowing
{
    private readonly List<SpaceIdentity> _spaces = [];
    private readonly List<UserIdentity> _owners = [];
    private readonly List<WildcardText> _sources = [];
    private readonly List<Guid> _credentials = [];

    /// <summary>The kind of an object that narrows; null for connections, rows, ids and names, and for what has no connections.</summary>
    public static string? KindOf(PSObject? input) =>
        input is not null
        && InputType.OwnType(input) is { } kind
        && kind is nameof(QlikSpace) or nameof(QlikUser) or nameof(QlikDataSource) or nameof(QlikDataCredential) or nameof(QlikSession)
            ? kind
            : null;

    /// <summary>The session of such an object, by itself or by its name; null if it has none.</summary>
    public static SessionIdentity? OwnSessionOf(PSObject input) =>
        input.BaseObject switch
        {
            QlikSession session => session,
            QlikSpace space => space.Session,
            QlikUser user => user.Session,
            QlikDataSource source => source.Session,
            QlikDataCredential credential => credential.Session,
            _ => null,
        } is { } home
            ? new SessionIdentity(home)
            : ConnectionReference.SessionOf(input) is { } name
                ? new SessionIdentity(name)
                : null;

    /// <summary>Adds an object, live or from a file or job.</summary>
    /// <exception cref="QlikException">It has no id.</exception>
    public void Add(string kind, PSObject input)
    {
        switch (kind)
        {
            case nameof(QlikSpace):
                _spaces.Add(input.BaseObject is QlikSpace space ? new SpaceIdentity(space) : new SpaceIdentity(input));
                break;
            case nameof(QlikUser):
                _owners.Add(input.BaseObject is QlikUser user ? new UserIdentity(user) : new UserIdentity(input));
                break;
            case nameof(QlikDataSource):
                _sources.Add(WildcardText.Literal(IdOf(input)));
                break;
            case nameof(QlikDataCredential):
                _credentials.Add(Guid.Parse(IdOf(input)));
                break;
        }
    }

    /// <summary>What is admitted by the parameters of the command and by the piped objects, in a session.</summary>
    public async Task<ConnectionFilter> NarrowAsync(
        ConnectionFilter filter,
        IDataConnectionClient client,
        CancellationToken cancellationToken
    )
    {
        var spaces = await Task.WhenAll(_spaces.Select(s => s.ResolveAsync(client, cancellationToken))).ConfigureAwait(false);
        var owners = await Task.WhenAll(_owners.Select(o => o.ResolveAsync(client, cancellationToken))).ConfigureAwait(false);
        return filter with
        {
            Spaces = Both(filter.Spaces, spaces, (a, b) => a.Id == b.Id, out var hasSpaces),
            Owners = Both(filter.Owners, owners, (a, b) => a.Id == b.Id, out var hasOwners),
            Sources = Both(filter.Sources, _sources, (a, b) => a.Fits(b.Plain), out var hasSources),
            Credentials = Both(filter.Credentials, _credentials, (a, b) => a == b, out var hasCredentials),
            AdmitsNone = filter.AdmitsNone || !(hasSpaces && hasOwners && hasSources && hasCredentials),
        };
    }

    private static string IdOf(PSObject input) =>
        ConnectionReference.Property(input, "Id") ?? throw ConnectionReference.WithoutIdentity(input);

    /// <summary>What both lists admit; an empty list admits all.</summary>
    private static IReadOnlyList<T> Both<T>(IReadOnlyList<T> ours, IReadOnlyList<T> piped, Func<T, T, bool> fits, out bool admitsSome)
    {
        var both = piped.Count == 0 ? ours : ours.Count == 0 ? piped : piped.Where(p => ours.Any(o => fits(o, p))).ToArray();
        admitsSome = both.Count > 0 || (ours.Count == 0 && piped.Count == 0);
        return both;
    }
}
