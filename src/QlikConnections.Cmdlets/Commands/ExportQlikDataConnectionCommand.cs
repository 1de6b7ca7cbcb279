using System.Management.Automation;
using System.Text;
using QlikConnections.Client;
using QlikConnections.Client.Files;

namespace QlikConnections.Commands;

/// <summary>Writes data connections to a file, or to a folder with a file for each, without their secrets.</summary>
[Cmdlet(VerbsData.Export, "QlikDataConnection", SupportsShouldProcess = true, HelpUri = OnlineHelp.DataConnections)]
[OutputType(typeof(string))]
public sealed class ExportQlikDataConnectionCommand : SessionCmdlet
{
    /// <summary>Writes the text to the pipeline.</summary>
    private const string ToPipeline = "-";

    private readonly ExportSpool _spool = new();
    private ExportTarget? _target;
    private ConnectionSource? _source;
    private int _position;
    private int _failures;

    /// <summary>A file that ends in .json, a folder, or - for the pipeline.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Connections, which are exported as they are, or deserialised connections, rows with an Id or a Name, ids, or names, which
    /// are read.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>Names; wildcards are allowed. Without names and input, all connections are exported.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [NameInput(nameof(QlikDataConnection), "data connection")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Deletes the files of a folder whose connections are not in this export.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>Replaces files that are not exports.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        if (string.IsNullOrWhiteSpace(Path))
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.PathBlank);
        }

        if (Path != ToPipeline)
        {
            _target = new ExportTarget(await FilePathAsync(Path).ConfigureAwait(false), Force);
            _target.Check();
        }

        if (Prune && _target is not { IsFolder: true })
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.ExportPruneFolder);
        }
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (InputObject is null && ObjectsIn(Name) is { } objects)
        {
            (InputObject, Name) = (objects, null);
        }

        if (InputObject is null && !MyInvocation.ExpectingInput)
        {
            await ListAsync(SingleClient()).ConfigureAwait(false);
            return;
        }

        if (Name is not null)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.InputNamedTwice);
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
        if (_failures > 0)
        {
            throw QlikFailure.Create(nameof(Strings.QlikExportIncomplete), _failures);
        }

        if (_spool.Count == 0 && _position == 0 && MyInvocation.ExpectingInput)
        {
            // What should have been piped may have failed, and an empty export would replace a complete one.
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.ExportNothing);
        }

        if (_spool.WithoutSpaceName > 0)
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(nameof(Strings.ExportNoSpaceName), _spool.WithoutSpaceName));
        }

        if (_spool.WithoutOwnerName > 0)
        {
            Warn(QlikFailure.Message(nameof(Strings.ExportNoOwnerName), _spool.WithoutOwnerName));
        }

        var session = _spool.Session ?? SingleClient().Session;
        if (_target is null)
        {
            // The pipeline is nothing that is changed, so that -WhatIf and -Confirm have no effect.
            EmitText(session);
            return;
        }

        _target.Plan(_spool, session);
        if (!Prune && _target.Removed.Count > 0)
        {
            Warn(QlikFailure.Message(nameof(Strings.ExportRemoved), _target.Path, _target.Removed.Count, _target.Removed[0]));
        }

        if (await AskAsync(() => ShouldProcess(_target.Path, Action())).ConfigureAwait(false))
        {
            _target.Write(_spool, session, Prune, StopToken);
            Verbose(QlikFailure.Message(nameof(Strings.ExportDone), _spool.Count, _target.Path));
        }
    }

    /// <inheritdoc/>
    internal override void Refuse(QlikException failure, object? target)
    {
        _failures++;
        base.Refuse(failure, target);
    }

    /// <inheritdoc/>
    private protected override void Release() => _spool.Dispose();

    private ConnectionSource Source => _source ??= new ConnectionSource(this, Add);

    private string Action() => Prune && _target!.Removed.Count > 0
        ? QlikFailure.Message(nameof(Strings.ActionExportPrune), _spool.Count, _target.Removed.Count)
        : QlikFailure.Message(nameof(Strings.ActionExport), _spool.Count);

    /// <summary>The session whose connections are listed.</summary>
    private IDataConnectionClient SingleClient() => Clients() is [var client] ? client
        : throw QlikFailure.Create(
            nameof(Strings.QlikInputInvalid),
            QlikFailure.Message(nameof(Strings.ExportSessions), string.Join(", ", Clients().Select(c => c.Session.Name))));

    private async Task ListAsync(IDataConnectionClient client)
    {
        using var progress = new WorkProgress(this, MyInvocation.MyCommand.Name, total: null);
        var names = Texts(nameof(Name), Name) ?? [];
        Verbose(string.Join(" ", client.LeftOut(ConnectionSource.Query(names))));
        await Source.ListAsync(client, names, StopToken).ConfigureAwait(false);
    }

    private void Add(QlikDataConnection connection)
    {
        _spool.Add(connection, connection.Session!);
        Work?.Done();
    }

    private void EmitText(QlikSession session)
    {
        using var text = new MemoryStream();
        ExportFormat.Write(text, session, _spool.Records(StopToken));
        // PowerShell writes a line break after each text.
        Emit(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length).TrimEnd('\n'));
    }
}
