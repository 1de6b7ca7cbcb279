using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Finds the connections of the rows of a command, with few requests. The columns of a row must match the server. What cannot be found is
/// reported, and the rest is processed.
/// </summary>
/// <param name="cmdlet">Takes what cannot be found.</param>
/// <param name="atOnce">How many requests run at the same time.</param>
/// <param name="detailed">True to read the properties along.</param>
/// <param name="readsAgain">True to read also the objects that were read a moment ago: the user is about to be shown what the server
/// has.</param>
/// <param name="reading">Counts what was read.</param>
internal sealed class RowResolver(ConnectionChangeCmdlet cmdlet, int atOnce, bool detailed, bool readsAgain, WorkProgress reading)
{
    private readonly Dictionary<IDataConnectionClient, ConnectionsRead> _read = [];
    private readonly Dictionary<(IDataConnectionClient, string), IReadOnlyList<QlikDataConnection>> _matching = [];

    /// <summary>The rows whose connections were found, in order, with these.</summary>
    public async Task<IReadOnlyList<ResolvedRow>> ResolveAsync(IReadOnlyList<GatheredRow> rows, CancellationToken cancellationToken)
    {
        var sessions = OwnSessionsOf(rows);
        await cmdlet
            .InSessionsAsync(
                [.. sessions.Values.SelectMany(h => h).Distinct()],
                (client, report) => ReadAsync(client, sessions, report, cancellationToken)
            )
            .ConfigureAwait(false);

        var resolved = new List<ResolvedRow>(sessions.Count);
        foreach (var row in rows.Where(sessions.ContainsKey))
        {
            var readable = sessions[row].Where(h => !cmdlet.HasFailed(h)).ToArray();
            if (readable.Length < sessions[row].Count && !IsPattern(row.Reference) && !IsFound(readable, row.Reference))
            {
                // What the row means may be in the session that failed, which was reported.
                cmdlet.Summary.Failed++;
                continue;
            }

            try
            {
                resolved.Add(new ResolvedRow(row, Find(row, readable)));
            }
            catch (QlikException failure) when (!failure.EndsCommand())
            {
                var isMissing = failure.ErrorId == nameof(Strings.QlikDataConnectionNotFound);
                cmdlet.Refuse(
                    isMissing && cmdlet.IsByName && row.Reference.Name is { } name
                        ? await MissingName.OfAsync(readable, name, cancellationToken).ConfigureAwait(false)
                        : failure,
                    row.Reference.Target
                );
            }
        }

        return resolved;
    }

    /// <summary>The sessions in which each row's connection may be.</summary>
    private Dictionary<GatheredRow, IReadOnlyList<IDataConnectionClient>> OwnSessionsOf(IReadOnlyList<GatheredRow> rows)
    {
        var sessions = new Dictionary<GatheredRow, IReadOnlyList<IDataConnectionClient>>(rows.Count, ByReference.Instance);
        IReadOnlyList<IDataConnectionClient>? all = null;
        foreach (var row in rows)
        {
            try
            {
                sessions[row] = cmdlet.OwnSessionOf(row.Reference.Connection?.Session, row.Reference.SessionName) is { } home
                    ? [home]
                    : all ??= cmdlet.Clients();
            }
            catch (QlikException failure) when (!failure.EndsCommand())
            {
                cmdlet.Refuse(failure, row.Reference.Target);
            }
        }

        return sessions;
    }

    /// <summary>Reads what the rows of a session need: the connections of their ids and names, and the lists of their patterns.</summary>
    private async Task ReadAsync(
        IDataConnectionClient client,
        Dictionary<GatheredRow, IReadOnlyList<IDataConnectionClient>> sessions,
        Func<Action, Task> report,
        CancellationToken cancellationToken
    )
    {
        var references = sessions.Where(h => h.Value.Contains(client)).Select(h => h.Key.Reference).ToLookup(IsPattern);
        ConnectionKey[] keys = [.. references[false].Where(r => Known(client, r) is null).Select(r => r.Key)];
        if (keys.Length > 0)
        {
            var reader = new ConnectionReader(client, atOnce, detailed, reading.Read);
            var read = await reader.ReadAsync(keys, cancellationToken).ConfigureAwait(false);
            await report(() =>
            {
                _read[client] = read;
                read.Incomplete.ForEach(cmdlet.ReportIncomplete);
            }).ConfigureAwait(false);
        }

        foreach (var pattern in references[true].Select(r => r.Name!).GroupBy(n => n.Text).Select(g => g.First()))
        {
            var found = await MatchingAsync(client, pattern, report, cancellationToken).ConfigureAwait(false);
            await report(() => _matching[(client, pattern.Text)] = found).ConfigureAwait(false);
        }
    }

    private static bool IsPattern(ConnectionReference reference) => reference.Id is null && reference.Name is { IsLiteral: false };

    /// <summary>The object itself where it may be relied on.</summary>
    private QlikDataConnection? Known(IDataConnectionClient client, ConnectionReference reference) =>
        !readsAgain && reference.Connection is { } connection && client.IsCurrent(connection) ? connection : null;

    private bool IsFound(IReadOnlyList<IDataConnectionClient> clients, ConnectionReference reference) =>
        reference.Id is { } id
        && clients.Any(c => Known(c, reference) is not null || (_read.TryGetValue(c, out var read) && read.ById.ContainsKey(id)));

    private IReadOnlyList<(IDataConnectionClient, QlikDataConnection)> Find(GatheredRow row, IReadOnlyList<IDataConnectionClient> sessions)
    {
        var reference = row.Reference;
        if (reference.Id is not { } id)
        {
            return ByName(reference, sessions);
        }

        foreach (var client in sessions)
        {
            if (
                Known(client, reference) is { } current
                || (_read.TryGetValue(client, out var read) && read.ById.TryGetValue(id, out current!))
            )
            {
                row.Reference.Agree(current, row.Position, row.RowRequest.NewName, row.RowRequest.NewSpace);
                return [(client, WithProperties(current, reference.Connection))];
            }
        }

        throw sessions.Select(c => _read[c].Failures[id]).FirstOrDefault(f => f.ErrorId != nameof(Strings.QlikDataConnectionNotFound))
            ?? _read[sessions[sessions.Count - 1]].Failures[id];
    }

    /// <summary>
    /// The connection with the properties that were read before, which a list does not have; if it was not changed since.
    /// </summary>
    private static QlikDataConnection WithProperties(QlikDataConnection current, QlikDataConnection? before) =>
        current.Properties is null
        && before?.Properties is { } properties
        && current.Modified is not null
        && current.Modified == before.Modified
            ? current.With(c => c.Properties = properties)
            : current;

    private List<(IDataConnectionClient, QlikDataConnection)> ByName(
        ConnectionReference reference,
        IReadOnlyList<IDataConnectionClient> sessions
    )
    {
        var name = reference.Name!;
        var found = new List<(IDataConnectionClient Client, QlikDataConnection Current)>();
        foreach (var client in sessions)
        {
            var candidates = name.IsLiteral ? _read[client].Named(name.Plain) : _matching[(client, name.Text)];
            // The connection that is meant, or another of the name, may be what is missing.
            if (name.IsLiteral && _read[client].Incomplete.Count > 0)
            {
                throw _read[client].Incomplete[0];
            }

            found.AddRange(candidates.Where(c => ConnectionReference.IsInSpace(c, reference.SpaceName)).Select(c => (client, c)));
        }

        if (name.IsLiteral && found.Count == 0)
        {
            throw RowReader.MissingInput(name, reference.SpaceName, [.. sessions.Select(c => c.Session)]);
        }

        // A name on the command line means one in each of the sessions that it names, a row means one connection.
        var meant = found.GroupBy(f => cmdlet.IsByName ? f.Client : null);
        if (name.IsLiteral && meant.FirstOrDefault(g => g.Count() > 1) is { } several)
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikAmbiguousConnection),
                name.Text,
                string.Join(", ", several.Select(f => $"{f.Current.Label()}, id {f.Current.Id:D}, session {f.Client.Session.Name}"))
            );
        }

        return found;
    }

    private async Task<IReadOnlyList<QlikDataConnection>> MatchingAsync(
        IDataConnectionClient client,
        WildcardText pattern,
        Func<Action, Task> report,
        CancellationToken cancellationToken
    )
    {
        var found = new List<QlikDataConnection>();
        var query = new DataConnectionQuery { Names = WildcardText.ToServer([pattern]) };
        await foreach (var page in client.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            reading.Done(page.Items.Count);
            found.AddRange(page.Items.Where(c => pattern.Fits(c.Name)));
            await report(() => page.Failures.ToList().ForEach(cmdlet.ReportIncomplete)).ConfigureAwait(false);
        }

        return found;
    }

    /// <summary>Rows that say the same are still two.</summary>
    private sealed class ByReference : IEqualityComparer<GatheredRow>
    {
        public static ByReference Instance { get; } = new();

        public bool Equals(GatheredRow? x, GatheredRow? y) => ReferenceEquals(x, y);

        public int GetHashCode(GatheredRow obj) => obj.Position;
    }
}
