using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Reads the connections of rows for Get-QlikDataConnection, many rows with few requests.</summary>
/// <param name="atOnce">How many requests run at the same time.</param>
/// <param name="detailed">True to read the properties, too.</param>
/// <param name="emit">Takes a connection.</param>
/// <param name="fail">Takes what could not be read, and the input that it was read for.</param>
internal sealed class RowReader(int atOnce, bool detailed, Action<QlikDataConnection> emit, Action<QlikException, object?> fail)
{
    private readonly List<(ConnectionReference Reference, int Position, IReadOnlyList<IDataConnectionClient> Clients)> _gathered = [];

    /// <summary>How many rows are gathered.</summary>
    public int Count => _gathered.Count;

    /// <summary>Gathers a row.</summary>
    /// <param name="reference">The connection that it means.</param>
    /// <param name="position">Its position in the input, for messages.</param>
    /// <param name="clients">The sessions in which the connection may be.</param>
    public void Add(ConnectionReference reference, int position, IReadOnlyList<IDataConnectionClient> clients) =>
        _gathered.Add((reference, position, clients));

    /// <summary>Reads the gathered rows, the sessions at the same time, and emits what was found in the order of the rows.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var rows = _gathered.ToArray();
        _gathered.Clear();
        var clients = rows.SelectMany(r => r.Clients).Distinct().ToArray();
        var read = new Dictionary<IDataConnectionClient, ConnectionsRead?>();
        await SessionsInOrder.RunAsync(clients, async (client, report) =>
        {
            var found = await TryReadAsync(client, [.. rows.Where(r => r.Clients.Contains(client)).Select(r => r.Reference)], report, cancellationToken).ConfigureAwait(false);
            await report(() => read[client] = found).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        foreach (var (reference, position, home) in rows)
        {
            foreach (var client in home)
            {
                if (read[client] is { } found)
                {
                    EmitRow(client.Session, found, reference, position);
                }
            }
        }
    }

    /// <summary>Reads the connections of rows, with few requests; null when the list that they need cannot be read, which is reported.</summary>
    public async Task<ConnectionsRead?> TryReadAsync(IDataConnectionClient client, IReadOnlyList<ConnectionReference> rows, Func<Action, Task> report, CancellationToken cancellationToken)
    {
        try
        {
            var keys = rows.Select(r => new ConnectionKey(r.Id, r.Connection?.Name ?? r.Name?.Text)).ToArray();
            var read = await new ConnectionReader(client, atOnce, detailed, _ => { }).ReadAsync(keys, cancellationToken).ConfigureAwait(false);
            if (detailed)
            {
                await AddDetailsAsync(client, read, rows, cancellationToken).ConfigureAwait(false);
            }

            foreach (var failure in read.Incomplete)
            {
                await report(() => fail(failure, client.Session.Name)).ConfigureAwait(false);
            }

            return read;
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            await report(() => fail(failure, client.Session.Name)).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Reads the properties of what was found by name, which no list has. Data files have none.</summary>
    private async Task AddDetailsAsync(IDataConnectionClient client, ConnectionsRead read, IReadOnlyList<ConnectionReference> rows, CancellationToken cancellationToken)
    {
        var named = rows.Where(r => r.Id is null).SelectMany(r => Named(read, r)).Where(c => c.DataSourceId is not null || client.Session.Platform == QlikPlatform.Repository);
        var details = await new ConnectionReader(client, atOnce, detailed: true, _ => { }).ReadAsync(
            [.. named.Select(c => new ConnectionKey(c.Id, null)).Distinct()], cancellationToken).ConfigureAwait(false);
        foreach (var detail in details.ById)
        {
            read.ById[detail.Key] = detail.Value;
        }

        foreach (var failure in details.Failures)
        {
            read.Failures[failure.Key] = failure.Value;
        }
    }

    private static QlikDataConnection[] Named(ConnectionsRead read, ConnectionReference row) =>
        [.. read.Named(row.Name!.Plain).Where(c => row.SpaceName is not { } space || ConnectionReference.IsInSpace(c, space))];

    public void EmitRow(QlikSession session, ConnectionsRead read, ConnectionReference row, int position)
    {
        try
        {
            if (row.Id is { } id)
            {
                emit(Agreed(row, position, read.ById.TryGetValue(id, out var connection) ? connection : throw read.Failures[id]));
                return;
            }

            var found = Named(read, row);
            if (found.Length == 0)
            {
                fail(Missing(session, row.Name!, row.SpaceName), row.Name!.Text);
            }

            foreach (var connection in found)
            {
                emit(read.Failures.TryGetValue(connection.Id, out var failure) ? throw failure : read.ById[connection.Id]);
            }
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            fail(failure, row.Target);
        }
    }

    /// <summary>The connection, if the other columns of the row agree with it. A saved connection is old rather than edited: it is piped to
    /// read its current state.</summary>
    private static QlikDataConnection Agreed(ConnectionReference row, int position, QlikDataConnection connection)
    {
        if (!(row.Target is PSObject saved && ConnectionReference.IsConnection(saved)))
        {
            row.Agree(connection, position);
        }

        return connection;
    }

    /// <summary>The error for a name that no connection has.</summary>
    public static QlikException Missing(QlikSession session, WildcardText name, string? spaceName) =>
        QlikFailure.ConnectionNotFound($"named '{name.Text}'" + (spaceName is null ? "" : $" in the space '{spaceName}'"), session);
}
