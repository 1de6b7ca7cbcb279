using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Files;

namespace QlikConnections.Commands;

/// <summary>Makes the data connections of a tenant or site like those of an export, or of another session.</summary>
[Cmdlet(
    VerbsData.Import,
    "QlikDataConnection",
    DefaultParameterSetName = FromPath,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.CreateDataConnections
)]
[OutputType(typeof(QlikImportStep), typeof(QlikDataConnection))]
public sealed partial class ImportQlikDataConnectionCommand : ImportCmdlet
{
    private ImportInput? _input;

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        _input = new ImportInput(FilePathAsync, Refuse);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        foreach (var path in Path)
        {
            await TryAsync(path, () => _input!.AddPathAsync(path)).ConfigureAwait(false);
        }

        foreach (var input in ParameterSetName == FromObject ? InputObject ?? [null] : [])
        {
            await TryAsync(input, () => _input!.AddAsync(input)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        var client = SingleClient();
        if (Prune && (Failures > 0 || (_input!.Connections.Count == 0 && !_input.HasDifferences)))
        {
            // What could not be read would be deleted.
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.ImportPruneIncomplete);
        }

        var request = await RequestAsync().ConfigureAwait(false);
        await ImportAsync(client, _input!.Connections, request, WarnOfRemoved).ConfigureAwait(false);
    }

    internal override bool EmitsResults => PassThru;

    private void WarnOfRemoved(ImportPlan plan)
    {
        if (!Prune && _input!.Removed.Count > 0)
        {
            Warn(QlikFailure.Message(nameof(Strings.ImportNotRemoved), _input.Removed.Count, _input.Removed[0].Label));
        }
    }

    /// <summary>The session whose server is changed.</summary>
    private IDataConnectionClient SingleClient() => Clients() is [var client] ? client
        : throw QlikFailure.Create(
            nameof(Strings.QlikInputInvalid),
            QlikFailure.Message(nameof(Strings.ImportSessions), string.Join(", ", Clients().Select(c => c.Session.Name))));

    private async Task<ImportRequest> RequestAsync() =>
        new()
        {
            IfExists = IfExists,
            ChangesMigrated = OnCommandLine.Contains(nameof(IfExists)),
            Prune = Prune && !_input!.HasDifferences,
            Removed = Prune ? _input!.Removed : [],
            CreateSpaces = CreateSpace,
            Spaces = await NameMap.NamesAsync(nameof(SpaceMap), SpaceMap, FilePathAsync).ConfigureAwait(false),
            Owners = await NameMap.NamesAsync(nameof(OwnerMap), OwnerMap, FilePathAsync).ConfigureAwait(false),
            Properties = await NameMap.PropertiesAsync(nameof(PropertyMap), PropertyMap, FilePathAsync).ConfigureAwait(false),
        };
}
