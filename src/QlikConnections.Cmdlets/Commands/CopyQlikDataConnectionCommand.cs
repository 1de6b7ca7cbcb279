using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Files;

namespace QlikConnections.Commands;

/// <summary>Copies data connections, within a tenant or site or to another one.</summary>
[Cmdlet(
    VerbsCommon.Copy,
    "QlikDataConnection",
    DefaultParameterSetName = ByName,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.CreateDataConnections
)]
[OutputType(typeof(QlikDataConnection), typeof(QlikImportStep))]
public sealed class CopyQlikDataConnectionCommand : ImportCmdlet
{
    private const string ByName = "Name";
    private const string ByObject = "Object";

    /// <summary>What stands for the name of the connection.</summary>
    private const string Placeholder = "{0}";

    private readonly List<QlikDataConnection> _sources = [];
    private readonly List<(QlikDataConnection Copy, QlikDataConnection Source)> _withoutLogin = [];
    private readonly List<QlikDataConnection> _withoutOwner = [];
    private ConnectionSource? _source;
    private int _position;

    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [NameInput(nameof(QlikDataConnection), "data connection")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Connections, or rows, ids and names of them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The space of the copies; that of each connection when not given.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(SpaceNameCompleter))]
    public SpaceIdentity? Space { get; set; }

    /// <summary>The name of the copies, in which {0} stands for the name of the connection.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    [OneLine]
    public string? NewName { get; set; }

    /// <summary>The session to copy to; that of the connections when not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public SessionIdentity? ToSession { get; set; }

    internal override bool EmitsResults => true;

    private ConnectionSource Source => _source ??= new ConnectionSource(this, _sources.Add);

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        InputObject ??= ObjectsIn(Name);
        if (InputObject is null && ParameterSetName == ByName)
        {
            var names = Texts(nameof(Name), Name) ?? [];
            foreach (var client in names.Count == 0 ? [] : Clients())
            {
                await Source.ListAsync(client, names, StopToken).ConfigureAwait(false);
            }

            return;
        }

        foreach (var input in InputObject ?? [null])
        {
            _position++;
            await TryAsync(input, () => Source.AddAsync(input, _position, () => [SingleClient()])).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        await Source.ReadAsync(StopToken).ConfigureAwait(false);
        var to = ToSession is null ? null : ClientOf(Find(ToSession));
        foreach (var group in _sources.GroupBy(s => to ?? ClientOf(s.Session!)))
        {
            await CopyAsync(group.Key, [.. group]).ConfigureAwait(false);
        }
    }

    internal override void Done(ImportStep step, QlikDataConnection after)
    {
        if (step.Wanted is not { Original: { } source })
        {
            return;
        }

        if (source.CredentialId is not null && !source.SeparateCredentials && after.CredentialId is null)
        {
            _withoutLogin.Add((after, source));
        }

        if (after.OwnerId is not null && (source.OwnerName ?? source.OwnerId) != (after.OwnerName ?? after.OwnerId)
            && source.OwnerId != after.OwnerId)
        {
            _withoutOwner.Add(after);
        }
    }

    private IDataConnectionClient SingleClient() => Clients() is [var client] ? client
        : throw QlikFailure.Create(
            nameof(Strings.QlikInputInvalid),
            QlikFailure.Message(nameof(Strings.CopySessions), string.Join(", ", Clients().Select(c => c.Session.Name))));

    private async Task CopyAsync(IDataConnectionClient client, IReadOnlyList<QlikDataConnection> sources)
    {
        var space = string.IsNullOrWhiteSpace(Space?.Text) || client.Spaces.Personal is null
            ? null
            : await Space!.ResolveAsync(client, StopToken).ConfigureAwait(false);
        if (Space is not null && client.Spaces.Personal is null)
        {
            throw QlikFailure.NotSupported(Strings.FeatureSpaces, Strings.ClientManaged, Strings.InsteadOfSpaces);
        }

        var copies = sources.Select(s => Copy(client, s, space)).ToArray();
        var request = new ImportRequest { IfExists = QlikImportExisting.Fail };
        await ImportAsync(client, copies, request, _ => { }).ConfigureAwait(false);
        WarnOfRest(client);
    }

    private PortableConnection Copy(IDataConnectionClient client, QlikDataConnection source, QlikSpace? space)
    {
        var portable = PortableConnection.Of(source);
        var isHere = source.Session == client.Session;
        return portable with
        {
            Name = NameOf(source, isHere, space),
            Space = space is null ? portable.Space : space.Type == QlikSpaceType.Personal ? null : space.Name,
            Owner = IsMine(client, source, space) ? null : portable.Owner,
            Original = source,
        };
    }

    /// <summary>A copy that the server makes belongs to the signed-in user, and so does one in the personal space.</summary>
    private static bool IsMine(IDataConnectionClient client, QlikDataConnection source, QlikSpace? space)
    {
        var isPersonal =
            client.Spaces.Personal is not null && (space is null ? source.SpaceId is null : space.Type == QlikSpaceType.Personal);
        return isPersonal || client.CanDuplicate(source, space ?? new QlikSpace { Id = source.SpaceId ?? "" });
    }

    private string NameOf(QlikDataConnection source, bool isHere, QlikSpace? space)
    {
        var isOtherPlace = !isHere || (space is not null && space.Id != (source.SpaceId ?? ""));
        return NewName is { } pattern
            ? pattern.Replace(Placeholder, source.Name)
            : isOtherPlace ? source.Name : QlikFailure.Message(nameof(Strings.CopyName), source.Name);
    }

    /// <summary>Says what did not come along.</summary>
    private void WarnOfRest(IDataConnectionClient client)
    {
        if (_withoutLogin.Count > 0)
        {
            Warn(QlikFailure.Message(nameof(Strings.CopiesWithoutLogin), _withoutLogin.Count, _withoutLogin[0].Copy.Label()));
        }

        if (_withoutOwner.Count > 0)
        {
            Warn(
                QlikFailure.Message(
                    nameof(Strings.CopiesWithoutOwner),
                    _withoutOwner.Count,
                    client.Session.UserName ?? _withoutOwner[0].OwnerName ?? _withoutOwner[0].OwnerId
                )
            );
        }

        _withoutLogin.Clear();
        _withoutOwner.Clear();
    }
}
