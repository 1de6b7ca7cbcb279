using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Reads the connections of rows for Get-QlikDataConnection, many rows with few requests.</summary>
/// <param name="atOnce">How many requests run at the same time.</param>
/// <param name="detailed">True to read the properties, too.</param>
/// <param name="filter">What connections the other parameters of the command admit, in a session.</param>
/// <param name="emit">Takes a connection, and the input that it was read for.</param>
/// <param name="fail">Takes what could not be read, and the input that it was read for.</param>
/// <param name="progress">Gets the number of connections read, and how many ids are still to be read one by one.</param>
internal sealed class RowReader(
    int atOnce,
    bool detailed,
    Func<IDataConnectionClient, Task<ConnectionFilter>> filter,
    Action<QlikDataConnection, object> emit,
    Action<QlikException, object?> fail,
    Action<int, int> progress)
{
    private readonly List<Row> _gathered = [];

    /// <summary>How many rows are gathered.</summary>
    public int Count => _gathered.Count;

    /// <summary>Gathers a row.</summary>
    public void Add(Row row) => _gathered.Add(row);

    /// <summary>Reads the gathered rows, the sessions at the same time, and emits what was found in the order of the rows.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (_gathered.Count == 0)
        {
            return;
        }

        var rows = _gathered.ToArray();
        _gathered.Clear();
        var clients = rows.SelectMany(r => r.Clients).Distinct().ToArray();
        var read = new Dictionary<IDataConnectionClient, Found?>();
        await SessionsInOrder.RunAsync(clients, async (client, report) =>
        {
            ConnectionReference[] references = [.. rows.Where(r => r.Clients.Contains(client)).Select(r => r.Reference!)];
            var found = await TryReadAsync(client, clients.Length > 1, references, report, cancellationToken).ConfigureAwait(false);
            await report(() => read[client] = found).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        foreach (var row in rows)
        {
            if (row.Failure is { } failure)
            {
                fail(failure, row.Input);
            }

            foreach (var client in row.Clients)
            {
                if (read[client] is { } found)
                {
                    EmitRow(client.Session, found, row);
                }
            }
        }
    }

    /// <summary>
    /// Reads the connections of rows, with few requests; null when the list that they need cannot be read, which is reported.
    /// </summary>
    /// <exception cref="QlikException">The command ends: the sign-in was refused, or what narrows the result does not exist. With several
    /// sessions this is reported, too.</exception>
    public async Task<Found?> TryReadAsync(
        IDataConnectionClient client,
        bool isOneOfMany,
        IReadOnlyList<ConnectionReference> rows,
        Func<Action, Task> report,
        CancellationToken cancellationToken
    )
    {
        ConnectionFilter? admitted = null;
        try
        {
            admitted = await filter(client).ConfigureAwait(false);
            var keys = rows.Select(r => r.Key).ToArray();
            var read = await new ConnectionReader(client, atOnce, detailed, progress)
                .ReadAsync(keys, cancellationToken)
                .ConfigureAwait(false);
            if (detailed && !client.HasDetailedLists)
            {
                await AddDetailsAsync(client, read, rows, cancellationToken).ConfigureAwait(false);
            }

            foreach (var failure in read.Incomplete)
            {
                await report(() => fail(failure, client.Session.Name)).ConfigureAwait(false);
            }

            return new Found(read, admitted);
        }
        catch (QlikException failure) when (isOneOfMany || (admitted is not null && !failure.EndsCommand()))
        {
            await report(() => fail(failure, client.Session.Name)).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Reads the properties of what was found by name, which no list has. Data files have none.</summary>
    private async Task AddDetailsAsync(
        IDataConnectionClient client,
        ConnectionsRead read,
        IReadOnlyList<ConnectionReference> rows,
        CancellationToken cancellationToken
    )
    {
        var named = rows.Where(r => r.Id is null).SelectMany(r => Named(read, r)).Where(c => c.DataSourceId is not null);
        var details = await new ConnectionReader(client, atOnce, detailed: true, (_, _) => { }).ReadAsync(
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
        [.. read.Named(row.Name!.Plain).Where(c => ConnectionReference.IsInSpace(c, row.SpaceName))];

    /// <summary>Emits what was found for a row, or reports why nothing was.</summary>
    public void EmitRow(QlikSession session, Found found, Row row)
    {
        var read = found.Read;
        var reference = row.Reference!;
        try
        {
            if (reference.Id is { } id)
            {
                var connection = Agreed(
                    reference,
                    row.Position,
                    read.ById.TryGetValue(id, out var known) ? known : throw read.Failures[id]
                );
                if (found.Filter.Admits(connection))
                {
                    emit(connection, reference.Target);
                }

                return;
            }

            var named = Named(read, reference).Where(found.Filter.Admits).ToArray();
            // What is missing from an incomplete list may exist.
            if (named.Length == 0 && read.Incomplete.Count == 0)
            {
                fail(MissingInput(reference.Name!, reference.SpaceName, session), reference.Name!.Text);
            }

            foreach (var connection in named)
            {
                emit(
                    read.Failures.TryGetValue(connection.Id, out var failure) ? throw failure : read.ById[connection.Id],
                    reference.Target
                );
            }
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            fail(failure, reference.Target);
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

    /// <summary>The error for a piped name that no connection has.</summary>
    public static QlikException MissingInput(WildcardText name, string? spaceName, params QlikSession[] sessions)
    {
        var failure = Missing(name, spaceName, sessions);
        return new(failure.ErrorId, failure.Message + MissingName.HintForRow(name.Plain), failure.RecommendedAction);
    }

    /// <summary>The error for a name that no connection has.</summary>
    public static QlikException Missing(WildcardText name, string? spaceName, params QlikSession[] sessions) =>
        QlikFailure.ConnectionNotFound(QlikFailure.Named(name.Text, spaceName), sessions);

    /// <summary>A row.</summary>
    /// <param name="Reference">The connection that it means; null when it cannot be understood.</param>
    /// <param name="Position">Its position in the input, for messages.</param>
    /// <param name="Clients">The sessions in which the connection may be; none when it cannot be understood.</param>
    /// <param name="Failure">Why it cannot be understood.</param>
    /// <param name="Input">What was piped.</param>
    public sealed record class Row(
        ConnectionReference? Reference,
        int Position,
        IReadOnlyList<IDataConnectionClient> Clients,
        QlikException? Failure = null,
        object? Input = null
    );

    /// <summary>What a session has for the rows.</summary>
    /// <param name="Read">The connections.</param>
    /// <param name="Filter">What the other parameters of the command admit.</param>
    public sealed record class Found(ConnectionsRead Read, ConnectionFilter Filter);
}
