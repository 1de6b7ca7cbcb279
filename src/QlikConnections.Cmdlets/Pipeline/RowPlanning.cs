using System.Collections.Concurrent;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Looks the rows of a changing cmdlet up, and plans one change for each connection.</summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="columns">The columns of the rows.</param>
/// <param name="commandLine">The values of the command line.</param>
/// <param name="progress">Counts what is read.</param>
/// <param name="warned">The warnings that were given.</param>
internal sealed class RowPlanning(
    ConnectionChangeCmdlet cmdlet,
    UnusedColumns columns,
    IRowRequest commandLine,
    WorkProgress progress,
    HashSet<string> warned
)
{
    /// <summary>Looks all rows up and plans the change of each connection. What cannot be changed is reported.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="isRehearsal">True when nothing is changed afterwards.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<PlannedTarget>> PlanAsync(
        IReadOnlyList<GatheredRow> rows,
        bool isRehearsal,
        CancellationToken cancellationToken
    )
    {
        var readsAgain = cmdlet.ReadsAgain || await cmdlet.AskAsync(() => cmdlet.ShowsQuestion).ConfigureAwait(false);
        var resolver = new RowResolver(cmdlet, cmdlet.ThrottleLimit, cmdlet.NeedsProperties, readsAgain, progress);
        var resolved = await resolver.ResolveAsync(rows, cancellationToken).ConfigureAwait(false);
        var connections = await ConnectionsAsync(resolved, cancellationToken).ConfigureAwait(false);
        columns.Warnings().ToList().ForEach(cmdlet.Warn);
        var plans = await PlansAsync(connections, isRehearsal, cancellationToken).ConfigureAwait(false);
        cmdlet.Summary.Failed += connections.RemoveAll(c => cmdlet.HasFailed(c.Client));

        // Wrong for every connection, so reported once. Nothing was sent yet.
        if (plans.Count > 1 && plans.Values.All(p => p.Failure is { } failure && cmdlet.IsOfCommandLine(failure)))
        {
            throw plans.Values.First().Failure!;
        }

        return [.. connections.Select(c => (Planned: plans[(c.Client, c.Current.Id)], c.Client, c.Inputs)).Select(c =>
            new PlannedTarget(
                new ConnectionTarget(c.Client, c.Planned.Current, c.Inputs.Count == 1 ? c.Inputs[0] : c.Inputs.Distinct().ToArray())
                {
                    IsOfOneOfSeveral = cmdlet.IsForSeveral,
                },
                c.Planned
            ))];
    }

    /// <summary>The connections, each with the changes of its rows.</summary>
    private async Task<List<NamedConnection>> ConnectionsAsync(IReadOnlyList<ResolvedRow> resolved, CancellationToken cancellationToken)
    {
        var changes = await ChangesAsync(resolved, cancellationToken).ConfigureAwait(false);
        var connections = new List<NamedConnection>();
        var known = new Dictionary<(IDataConnectionClient, Guid), NamedConnection>();
        foreach (var (row, found) in resolved)
        {
            foreach (var (client, current) in found)
            {
                if (cmdlet.HasFailed(client))
                {
                    cmdlet.Summary.Failed++;
                    continue;
                }

                var change = changes[(client, row.RowRequest)];
                await cmdlet.TryAsync(row.Reference.Target, async () =>
                {
                    var wanted = new WantedChange(row.Position, await change.ConfigureAwait(false));
                    columns.Compare(row.Reference.Target, current);
                    if (!known.TryGetValue((client, current.Id), out var connection))
                    {
                        known[(client, current.Id)] = connection = new NamedConnection(client, current, [], []);
                        connections.Add(connection);
                    }

                    connection.Rows.Add(wanted);
                    connection.Inputs.Add(row.Reference.Target);
                }).ConfigureAwait(false);
            }
        }

        return connections;
    }

    private async Task<Dictionary<(IDataConnectionClient, Guid), PlannedChange>> PlansAsync(
        List<NamedConnection> connections,
        bool isRehearsal,
        CancellationToken cancellationToken
    )
    {
        var plans = new Dictionary<(IDataConnectionClient, Guid), PlannedChange>();
        var own = connections.ToLookup(c => c.Client);
        await cmdlet.InSessionsAsync(
                [.. own.Select(g => g.Key)],
                async (client, report) =>
                {
                    var planning = new ChangePlanning(client, cmdlet.ThrottleLimit, isRehearsal);
                    var planned = await planning
                        .PlanAsync([.. own[client].Select(c => (c.Current, (IReadOnlyList<WantedChange>)c.Rows))], cancellationToken)
                        .ConfigureAwait(false);
                    await report(() =>
                        {
                            planned.ToList().ForEach(p => plans[(client, p.Current.Id)] = p);
                            planning.Unread.Where(warned.Add).ToList().ForEach(cmdlet.Warn);
                        })
                        .ConfigureAwait(false);
                }
            )
            .ConfigureAwait(false);
        return plans;
    }

    /// <summary>
    /// Checks the command line in each session and looks up what the rows name, each value once. What cannot be found is a failed task,
    /// and is reported with its rows.
    /// </summary>
    private async Task<IReadOnlyDictionary<(IDataConnectionClient, IRowRequest), Task<DataConnectionChange>>> ChangesAsync(
        IReadOnlyList<ResolvedRow> resolved,
        CancellationToken cancellationToken
    )
    {
        var changes = new ConcurrentDictionary<(IDataConnectionClient, IRowRequest), Task<DataConnectionChange>>();
        var requests = resolved
            .SelectMany(r => r.Found, (r, f) => (f.Client, r.Row.RowRequest))
            .Distinct()
            .ToLookup(r => r.Client, r => r.RowRequest);
        await cmdlet.InSessionsAsync(
                [.. requests.Select(g => g.Key)],
                async (client, _) =>
                {
                    await CheckCommandLineAsync(client, cancellationToken).ConfigureAwait(false);
                    foreach (var request in requests[client])
                    {
                        changes[(client, request)] = request.ToChangeAsync(client, cmdlet.Names, cancellationToken);
                        await Task.WhenAny(changes[(client, request)]).ConfigureAwait(false);
                    }
                }
            )
            .ConfigureAwait(false);
        return changes;
    }

    /// <summary>Refuses values from the command line that are wrong for every connection of a session.</summary>
    /// <exception cref="QlikException">A value is wrong; the command ends.</exception>
    private async Task CheckCommandLineAsync(IDataConnectionClient client, CancellationToken cancellationToken)
    {
        var change = await commandLine.ToChangeAsync(client, cmdlet.Names, cancellationToken).ConfigureAwait(false);
        await client.CheckAsync(change, cancellationToken).ConfigureAwait(false);
        if (Guid.TryParse(change.LinkedCredential, out var credential))
        {
            await cmdlet.Names.CredentialAsync(client, credential, cmdlet.Verbose, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed record NamedConnection(
        IDataConnectionClient Client,
        QlikDataConnection Current,
        List<WantedChange> Rows,
        List<object> Inputs
    );
}
