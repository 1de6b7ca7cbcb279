using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// The connections that a command works with as they are: those of a list, those that are piped, and those that piped rows, ids and names
/// mean, which are read together.
/// </summary>
/// <param name="cmdlet">Takes what cannot be found.</param>
/// <param name="add">Takes the connections.</param>
internal sealed class ConnectionSource(SessionCmdlet cmdlet, Action<QlikDataConnection> add)
{
    /// <summary>Rows are read with a list, or with this many requests at the same time.</summary>
    private const int AtOnce = 4;

    private RowReader? _rows;

    private RowReader Rows => _rows ??= new RowReader(
        AtOnce,
        detailed: false,
        _ => Task.FromResult(new ConnectionFilter([], [], [], [], [], [])),
        (connection, _) => add(connection),
        cmdlet.Refuse,
        (_, unlisted) => cmdlet.Work?.Read(0, unlisted));

    /// <summary>The query for a list of names; of everything without names.</summary>
    public static DataConnectionQuery Query(IReadOnlyList<WildcardText> names) => new() { Names = WildcardText.ToServer(names) };

    /// <summary>Lists the connections of a session. A name without wildcards that is not there is refused.</summary>
    public async Task ListAsync(IDataConnectionClient client, IReadOnlyList<WildcardText> names, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await foreach (var connection in client.AllAsync(Query(names), cancellationToken).ConfigureAwait(false))
        {
            if (ConnectionFilter.Fits(names, connection.Name))
            {
                found.Add(connection.Name);
                add(connection);
            }
        }

        foreach (var name in names.Where(n => n.IsLiteral && !found.Any(n.Fits)))
        {
            cmdlet.Refuse(await MissingName.OfAsync([client], name, cancellationToken).ConfigureAwait(false), name.Text);
        }
    }

    /// <summary>Takes an object of the pipeline.</summary>
    /// <param name="input">The object.</param>
    /// <param name="position">Its position, for messages.</param>
    /// <param name="otherwise">The sessions of rows that name none.</param>
    public Task AddAsync(PSObject? input, int position, Func<IReadOnlyList<IDataConnectionClient>> otherwise)
    {
        var reference = ConnectionReference.From(input);
        var home = cmdlet.OwnSessionOf(reference.Connection?.Session, reference.SessionName);
        if (reference.Connection is { Session: not null } connection)
        {
            add(connection);
            return Task.CompletedTask;
        }

        Rows.Add(new RowReader.Row(reference, position, home is null ? otherwise() : [home]));
        return Task.CompletedTask;
    }

    /// <summary>Reads the connections of rows.</summary>
    public Task ReadAsync(CancellationToken cancellationToken) => Rows.ReadAsync(cancellationToken);
}
