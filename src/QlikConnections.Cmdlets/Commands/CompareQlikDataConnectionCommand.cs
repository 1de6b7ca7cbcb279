using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Files;

namespace QlikConnections.Commands;

/// <summary>Compares the data connections of sessions and exports.</summary>
[Cmdlet(VerbsData.Compare, "QlikDataConnection", HelpUri = OnlineHelp.DataConnections)]
[OutputType(typeof(QlikDataConnectionDifference))]
public sealed class CompareQlikDataConnectionCommand : AsyncCmdlet
{
    /// <summary>The left side: a session, or the path of an export.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public object Reference { get; set; } = "";

    /// <summary>The right side: a session, or the path of an export; the default session when not given.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public object? Difference { get; set; }

    /// <summary>Compares connect statements item by item.</summary>
    [Parameter]
    public SwitchParameter Statement { get; set; }

    /// <summary>Compares ids, times and the service's own tags, too.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Other names of the spaces of the reference: a hashtable, or a JSON file with an object.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public object? SpaceMap { get; set; }

    /// <summary>Other names of the owners of the reference: a hashtable, or a JSON file with an object.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public object? OwnerMap { get; set; }

    /// <summary>Other values of properties and of items of connect statements of the reference: a hashtable, or a JSON file with an
    /// object.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public object? PropertyMap { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        var spaces = await NameMap.NamesAsync(nameof(SpaceMap), SpaceMap, FilePathAsync).ConfigureAwait(false);
        var owners = await NameMap.NamesAsync(nameof(OwnerMap), OwnerMap, FilePathAsync).ConfigureAwait(false);
        var properties = await NameMap.PropertiesAsync(nameof(PropertyMap), PropertyMap, FilePathAsync).ConfigureAwait(false);
        properties.Check();
        IReadOnlyList<PortableConnection> left;
        IReadOnlyList<PortableConnection> right;
        using (new WorkProgress(this, MyInvocation.MyCommand.Name, total: null))
        {
            left = await SideAsync(nameof(Reference), Reference).ConfigureAwait(false);
            right = await SideAsync(nameof(Difference), Difference).ConfigureAwait(false);
        }

        left = [.. left.Select(c => ImportMap.Apply(c, spaces, owners, properties))];
        foreach (var difference in new ExportComparison(Statement, All).Of(left, right, StopToken))
        {
            Emit(difference);
        }
    }

    /// <summary>The connections of a side.</summary>
    /// <exception cref="QlikException">It cannot be read completely, so what is missing would seem to be a difference.</exception>
    private async Task<IReadOnlyList<PortableConnection>> SideAsync(string parameter, object? side)
    {
        var value = side is PSObject wrapped ? wrapped.BaseObject : side;
        var session = await AskAsync(() => SessionOf(value)).ConfigureAwait(false);
        if (session is not null)
        {
            return await ListAsync(SessionCmdlet.ClientOf(session)).ConfigureAwait(false);
        }

        var path = value is FileSystemInfo file ? file.FullName : value as string;
        if (string.IsNullOrWhiteSpace(path))
        {
            throw await NoSideAsync(parameter, $"{value}").ConfigureAwait(false);
        }

        var full = await FilePathAsync(path!).ConfigureAwait(false);
        return File.Exists(full) || Directory.Exists(full)
            ? Read(full)
            : throw await NoSideAsync(parameter, path!).ConfigureAwait(false);
    }

    private static QlikSession? SessionOf(object? value) =>
        value switch
        {
            null => SessionTable.Current.Default,
            QlikSession session => session,
            string name => SessionTable.Current.Find(name),
            _ => null,
        };

    private async Task<QlikException> NoSideAsync(string parameter, string value)
    {
        var connected = await AskAsync(() => string.Join(", ", SessionTable.Current.All.Select(s => s.Name))).ConfigureAwait(false);
        return QlikFailure.Create(
            nameof(Strings.QlikInputInvalid),
            QlikFailure.Message(nameof(Strings.CompareSide), parameter, value, connected)
        );
    }

    private async Task<IReadOnlyList<PortableConnection>> ListAsync(IDataConnectionClient client)
    {
        var connections = new List<PortableConnection>();
        await foreach (var connection in client.AllAsync(new DataConnectionQuery(), StopToken).ConfigureAwait(false))
        {
            connections.Add(PortableConnection.Of(connection));
            Work?.Done();
        }

        return connections;
    }

    private List<PortableConnection> Read(string path)
    {
        var connections = new List<PortableConnection>();
        var failures = 0;
        foreach (var file in ExportSource.FilesOf(path))
        {
            var content = ExportReader.Read(file);
            connections.AddRange(content.Connections);
            content.Failures.ForEach(f => Fail(f, file));
            failures += content.Failures.Count;
        }

        return failures == 0
            ? connections
            : throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.CompareInvalid), failures));
    }
}
