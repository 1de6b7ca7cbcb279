using System.Globalization;
using QlikConnections.Client.Files;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Journal;

/// <summary>
/// Plans to undo changes in one session: reads the present state with few requests, compares it with what the run left, and makes a plan of
/// the same kind as that of any other change. A journal never decides alone what is changed: id, name and the changed members must be those
/// of the server, and space and time too, if a connection is removed.
/// </summary>
/// <param name="client">The client of the session.</param>
/// <param name="recovery">The folder of the recovery files.</param>
/// <param name="wanted">What the user passes for connections that are created again.</param>
/// <param name="atOnce">How many requests run at the same time.</param>
/// <param name="isRehearsal">True when nothing will be sent.</param>
public sealed class UndoPlanning(
    IDataConnectionClient client, RecoveryFolder recovery, RestoreRequest wanted, int atOnce, bool isRehearsal)
{
    /// <summary>The clock of this computer may be wrong, or in another zone.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromDays(1);

    private readonly Dictionary<string, IReadOnlyDictionary<Guid, QlikRecoveryEntry>> _recovered = new(StringComparer.Ordinal);

    /// <summary>What could not be read of the caller's rights; in sentences.</summary>
    public IReadOnlyList<string> Unread { get; private set; } = [];

    /// <summary>One plan for each item, in the order given.</summary>
    /// <exception cref="QlikException">A list cannot be read, or the identity was refused.</exception>
    public async Task<IReadOnlyList<UndoPlan>> PlanAsync(IReadOnlyList<UndoItem> items, CancellationToken cancellationToken)
    {
        var plans = new Dictionary<UndoItem, UndoPlan>();
        var possible = new List<UndoItem>();
        foreach (var item in items)
        {
            if (Impossible(item) is { } failure)
            {
                plans[item] = new UndoPlan(item) { Failure = failure };
            }
            else
            {
                possible.Add(item);
            }
        }

        await PlanChangesAsync([.. possible.Where(i => i.Kind != JournalKind.Remove)], plans, cancellationToken).ConfigureAwait(false);
        await PlanRestoresAsync([.. possible.Where(i => i.Kind == JournalKind.Remove)], plans, cancellationToken).ConfigureAwait(false);
        return [.. items.Select(i => plans[i])];
    }

    /// <summary>
    /// The plans for connections that exist, again just before they are carried out: what was changed since its plan was made is a
    /// conflict, and is left as it is. What was read a moment ago is taken as it is, unless the user was asked in between.
    /// </summary>
    /// <param name="plans">The plans.</param>
    /// <param name="wasShown">True if the user was asked, which may have taken a long time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<UndoPlan>> CheckAsync(
        IReadOnlyList<UndoPlan> plans,
        bool wasShown,
        CancellationToken cancellationToken
    )
    {
        var old = new HashSet<UndoPlan>(plans.Where(p => wasShown || !client.IsCurrent(p.Change!.Current)));
        if (old.Count == 0)
        {
            return plans;
        }

        var present = await ReadAsync([.. old.Select(p => p.Item)], cancellationToken).ConfigureAwait(false);
        return [.. plans.Select(p => old.Contains(p) ? Checked(p, present) : p)];
    }

    private static UndoPlan Checked(UndoPlan plan, ConnectionsRead present)
    {
        var (item, planned) = (plan.Item, plan.Change!);
        try
        {
            var current = present.ById.TryGetValue(planned.Current.Id, out var found) ? found : throw Gone(item, present);
            Require(item, current);
            // A deletion takes all of the connection, also what the run did not give it.
            return planned.Change.Delete && MemberDifference.First(planned.Current, current) is { } changed
                ? throw QlikFailure.Create(
                    nameof(Strings.QlikUndoConflict), item.Name, item.Run, changed.Member, changed.Right, changed.Left)
                : plan;
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            return plan with { Change = null, Failure = failure };
        }
    }

    /// <summary>Why an item cannot be undone, as far as this is known without the server.</summary>
    private QlikException? Impossible(UndoItem item) =>
        item.Id is null ? Impossible(item, Strings.UndoUnknownId)
        : item.IsReplacement ? Impossible(item, Strings.UndoRebuild)
        : item.Kind != JournalKind.Change ? null
        : wanted.Credential is null && wanted.Properties.Count == 0 && item.Members.All(m => m.IsHidden)
            ? SecretOnly(item)
        : item.Members.Any(m => m is { Member: ConnectionMember.Statement, Before: StoredStatement { HasGap: true } })
            ? Impossible(item, QlikFailure.Message(nameof(Strings.UndoSecretOnly), ConnectionMember.Statement))
        : null;

    private static QlikException SecretOnly(UndoItem item) =>
        Impossible(item, QlikFailure.Message(nameof(Strings.UndoSecretOnly), string.Join(", ", item.Members.Select(m => m.Member))));

    private static QlikException Impossible(UndoItem item, string reason) =>
        QlikFailure.Create(nameof(Strings.QlikUndoImpossible), item.Name, item.Run, reason);

    private async Task PlanChangesAsync(
        IReadOnlyList<UndoItem> items,
        Dictionary<UndoItem, UndoPlan> plans,
        CancellationToken cancellationToken
    )
    {
        if (items.Count == 0)
        {
            return;
        }

        var present = await ReadAsync(items, cancellationToken).ConfigureAwait(false);
        var ids = items.Select(i => Before<NamedId>(i, ConnectionMember.Owner)?.Id).OfType<string>().Distinct();
        var owners = await client.Users.ByIdAsync(ids, cancellationToken).ConfigureAwait(false);
        var open = new List<(UndoItem Item, QlikDataConnection Current, DataConnectionChange Change, int Row)>();
        foreach (var item in items)
        {
            try
            {
                var current = present.ById.TryGetValue(item.Id!.Value, out var found) ? found : throw Gone(item, present);
                Require(item, current);
                open.Add(
                    (item, current, await ChangeAsync(item, current, owners, cancellationToken).ConfigureAwait(false), open.Count + 1));
            }
            catch (QlikException failure) when (!failure.EndsCommand())
            {
                plans[item] = new UndoPlan(item) { Failure = failure };
            }
        }

        var planning = new ChangePlanning(client, atOnce, isRehearsal);
        var planned = await planning
            .PlanAsync(
                [.. open.Select(o => (o.Current, (IReadOnlyList<WantedChange>)[new WantedChange(o.Row, o.Change)]))], cancellationToken)
            .ConfigureAwait(false);
        Unread = planning.Unread;
        for (var i = 0; i < open.Count; i++)
        {
            plans[open[i].Item] = Planned(open[i].Item, planned[i].Plan, planned[i].Failure);
        }
    }

    private static UndoPlan Planned(UndoItem item, ChangePlan? change, QlikException? failure) =>
        change is { Change.IsEmpty: true } && item.Members.Count > 0 && item.Members.All(m => m.IsHidden)
            ? new UndoPlan(item) { Failure = SecretOnly(item) }
            : new UndoPlan(item)
            {
                Change = change,
                Failure = failure,
                Warnings = change is null ? [] : [.. change.Warnings, .. NotPutBack(item, change)],
            };

    private static QlikException Gone(UndoItem item, ConnectionsRead present) =>
        present.Failures.TryGetValue(item.Id!.Value, out var failure)
        && failure.ErrorId != nameof(Strings.QlikDataConnectionNotFound)
            ? failure
            : Impossible(item, Strings.UndoGone);

    /// <summary>The changes of a connection that was then removed: the recovery file has it as it was at the end.</summary>
    private static IEnumerable<string> ChangedBefore(UndoItem item) =>
        item.Members.Count == 0
            ? []
            : [QlikFailure.Message(nameof(Strings.UndoRemovedLater), item.Name, string.Join(", ", item.Members.Select(m => m.Member)))];

    /// <summary>The secrets that the run changed, and that the user has not passed.</summary>
    private static IEnumerable<string> NotPutBack(UndoItem item, ChangePlan change)
    {
        string[] hidden = [.. item.Members.Where(m => m.IsHidden).Select(m => m.Member)];
        if (item.Kind == JournalKind.Create || hidden.Length == 0)
        {
            return [];
        }

        string[] kept = [.. hidden.Except(ConnectionMember.Of(change).Select(m => m.Member), StringComparer.OrdinalIgnoreCase)];
        return kept.Length == 0 ? [] : [QlikFailure.Message(nameof(Strings.UndoKept), item.Name, string.Join(", ", kept))];
    }

    /// <summary>The connections, with their properties only where these are put back.</summary>
    private async Task<ConnectionsRead> ReadAsync(IReadOnlyList<UndoItem> items, CancellationToken cancellationToken)
    {
        var needsProperties = items.ToLookup(i =>
            i.Kind == JournalKind.Change
            && i.Members.Any(m => ConnectionMember.Rest(m.Member, ConnectionMember.Property) is not null && !m.IsHidden)
        );
        var read = new ConnectionsRead();
        foreach (var group in needsProperties)
        {
            var part = await new ConnectionReader(client, atOnce, detailed: group.Key, (_, _) => { })
                .ReadAsync([.. group.Select(i => new ConnectionKey(i.Id, i.Name))], cancellationToken)
                .ConfigureAwait(false);
            part.ById.ToList().ForEach(c => read.ById[c.Key] = c.Value);
            part.Failures.ToList().ForEach(f => read.Failures[f.Key] = f.Value);
            if (part.Incomplete.Count > 0 && group.Any(i => !part.ById.ContainsKey(i.Id!.Value)))
            {
                throw part.Incomplete[0];
            }
        }

        return read;
    }

    /// <summary>Each member must be what the run left, or what it was before.</summary>
    /// <exception cref="QlikException">It is not, so nothing of the connection is changed.</exception>
    private static void Require(UndoItem item, QlikDataConnection current)
    {
        if (current.Name != item.Name && !(item.Kind == JournalKind.Change && current.Name == Before<string>(item, ConnectionMember.Name)))
        {
            throw Conflict(item, ConnectionMember.Name, current.Name, item.Name);
        }

        if (item.Kind == JournalKind.Create)
        {
            RequireCreated(item, current);
        }

        foreach (var member in item.Members.Where(m => !m.IsHidden))
        {
            var now = ConnectionMember.Present(current, member.Member);
            // What a server derives from a creation is in its statement.
            var isDerived =
                item.Kind == JournalKind.Create
                && (member.Member == ConnectionMember.Type || ConnectionMember.Rest(member.Member, ConnectionMember.Property) is not null);
            if (
                !isDerived
                && !ConnectionMember.AreEqual(member.Member, now, member.After)
                && (item.Kind == JournalKind.Create || !ConnectionMember.AreEqual(member.Member, now, member.Before))
            )
            {
                throw Conflict(item, member.Member, now, member.After);
            }
        }
    }

    private static void RequireCreated(UndoItem item, QlikDataConnection current)
    {
        var space = (NamedId)ConnectionMember.Present(current, ConnectionMember.Space)!;
        if (space.Id != item.Space.Id)
        {
            throw Conflict(item, ConnectionMember.Space, space, item.Space);
        }

        foreach (var custom in current.CustomProperties.Where(p => p.Value.Count > 0))
        {
            // Those that the run set are members, and are compared as such.
            var member = ConnectionMember.CustomProperty + custom.Key;
            if (!item.Members.Any(m => m.Member.Equals(member, StringComparison.OrdinalIgnoreCase)))
            {
                throw Conflict(item, member, custom.Value, null);
            }
        }

        if (current.Created is { } created && (created - item.Last.At).Duration() > ClockTolerance)
        {
            throw Conflict(item, nameof(QlikDataConnection.Created), Time(created), Time(item.Last.At));
        }
    }

    private static QlikException Conflict(UndoItem item, string member, object? now, object? left) =>
        QlikFailure.Create(nameof(Strings.QlikUndoConflict), item.Name, item.Run, member, Text(member, now), Text(member, left));

    private static string Text(string member, object? value) => ConnectionMember.Shown(value) switch
    {
        IEnumerable<string> tags when member == ConnectionMember.Tags => string.Join(", ", TagList.WithoutService(tags)),
        null => "",
        string text => text,
        IEnumerable<string> texts => string.Join(", ", texts),
        System.Collections.IEnumerable => Strings.ValueList,
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);

    private static T? Before<T>(UndoItem item, string member)
        where T : class => item.Members.FirstOrDefault(m => m.Member == member)?.Before as T;

    private async Task<DataConnectionChange> ChangeAsync(
        UndoItem item,
        QlikDataConnection current,
        IReadOnlyDictionary<string, QlikUser> owners,
        CancellationToken cancellationToken
    )
    {
        if (item.Kind == JournalKind.Create)
        {
            return new DataConnectionChange { Delete = true };
        }

        var change = new DataConnectionChange();
        try
        {
            // What is as it was before needs no request, and no right.
            foreach (
                var member in item.Members.Where(m =>
                    !m.IsHidden && !ConnectionMember.AreEqual(m.Member, ConnectionMember.Present(current, m.Member), m.Before))
            )
            {
                change = await WithAsync(change, item, member, owners, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is InvalidCastException or FormatException)
        {
            throw Impossible(item, Strings.RecoveryMemberInvalid);
        }

        return WithSecrets(change, item);
    }

    /// <summary>With the secrets that the user passes, where the run changed secrets, or where the server demands the login along with a
    /// change.</summary>
    private DataConnectionChange WithSecrets(DataConnectionChange change, UndoItem item)
    {
        var secrets = wanted.Properties.Where(p =>
            item.Members.Any(m =>
                m.IsHidden && p.Key.Equals(ConnectionMember.Rest(m.Member, ConnectionMember.Property), StringComparison.OrdinalIgnoreCase)
            )
        );
        foreach (var secret in secrets)
        {
            change = change with { Properties = With(change.Properties, secret.Key, secret.Value) };
        }

        // Qlik Cloud demands the login along with a change of where it leads; on a site it stays what it is.
        var takesLogin = item.Members.Any(m => m is { IsHidden: true, Member: ConnectionMember.Credential })
            || (client.Session.Platform == QlikPlatform.Cloud
                && (change.Properties is not null || change.ConnectionString is not null || item.Members.Any(m => m.IsHidden)));
        return takesLogin ? change with { Credential = wanted.Credential } : change;
    }

    private async Task<DataConnectionChange> WithAsync(
        DataConnectionChange change,
        UndoItem item,
        MemberChange member,
        IReadOnlyDictionary<string, QlikUser> owners,
        CancellationToken cancellationToken
    )
    {
        if (ConnectionMember.Rest(member.Member, ConnectionMember.CustomProperty) is { } custom)
        {
            var values = (IReadOnlyList<string>)(member.Before ?? Array.Empty<string>());
            return change with { CustomProperties = With(change.CustomProperties, custom, values) };
        }

        if (ConnectionMember.Rest(member.Member, ConnectionMember.Property) is { } property)
        {
            return change with { Properties = With(change.Properties, property, member.Before), SkipPropertyCheck = true };
        }

        var before = member.Before ?? throw Impossible(item, QlikFailure.Message(nameof(Strings.UndoNoValue), member.Member));
        return member.Member switch
        {
            ConnectionMember.Name => change with { Name = (string)before },
            ConnectionMember.Space => change with
            {
                Space = ((NamedId)before).Id is { } id
                    ? await client.Spaces.ResolveAsync(id, cancellationToken).ConfigureAwait(false)
                    : client.Spaces.Personal,
            },
            ConnectionMember.Owner => change with { Owner = Owner((NamedId)before, owners) },
            ConnectionMember.Tags => change with { Tags = (IReadOnlyList<string>)before },
            ConnectionMember.Statement => change with { ConnectionString = ((StoredStatement)before).Text },
            ConnectionMember.Type => change with { Type = (string)before },
            ConnectionMember.Architecture => change with { Architecture = ConnectionSnapshot.Named<QlikArchitecture>((string)before) },
            ConnectionMember.LogOn => change with { LogOn = ConnectionSnapshot.Named<QlikLogOn>((string)before) },
            ConnectionMember.CredentialId => change with { CredentialId = Guid.Parse((string)before) },
            ConnectionMember.SeparateCredentials => change with { SeparateCredentials = (bool)before },
            _ => throw new FormatException(),
        };
    }

    private QlikUser Owner(NamedId before, IReadOnlyDictionary<string, QlikUser> owners) =>
        before.Id is { } id && owners.TryGetValue(id, out var owner)
            ? owner
            : throw QlikFailure.Create(nameof(Strings.QlikUserNotFound), before.Name ?? before.Id, client.Session.Name, "");

    private static Dictionary<string, T> With<T>(IReadOnlyDictionary<string, T>? table, string name, T value)
    {
        var copy = (table ?? new Dictionary<string, T>()).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        copy[name] = value;
        return copy;
    }

    private async Task PlanRestoresAsync(
        IReadOnlyList<UndoItem> items, Dictionary<UndoItem, UndoPlan> plans, CancellationToken cancellationToken)
    {
        var entries = new Dictionary<QlikRecoveryEntry, UndoItem>();
        foreach (var item in items)
        {
            try
            {
                entries[EntryOf(item)] = item;
            }
            catch (QlikException failure)
            {
                plans[item] = new UndoPlan(item) { Failure = failure };
            }
        }

        if (entries.Count == 0)
        {
            return;
        }

        var rehearsal = isRehearsal ? new Rehearsal(client) : null;
        await foreach (
            var (entry, plan, failure) in new RestorePlanning(client, wanted, rehearsal)
                .PlanAsync([.. entries.Keys], cancellationToken)
                .ConfigureAwait(false)
        )
        {
            var item = entries[entry];
            plans[item] = new UndoPlan(item) { Restore = plan, Failure = failure, Warnings = [.. ChangedBefore(item)] };
        }

        Unread = [.. Unread.Union(rehearsal?.Unread ?? [])];
    }

    /// <summary>The connection in a recovery file of the run.</summary>
    /// <exception cref="QlikException">There is none, or it is another connection.</exception>
    private QlikRecoveryEntry EntryOf(UndoItem item)
    {
        foreach (var file in item.RecoveryFiles)
        {
            if (!_recovered.TryGetValue(file, out var entries))
            {
                var path = Path.Combine(recovery.Path, file);
                entries = File.Exists(path)
                    ? recovery.Read(path, allowUntrusted: false).Entries.ToDictionary(e => e.Id)
                    : new Dictionary<Guid, QlikRecoveryEntry>();
                _recovered[file] = entries;
            }

            if (entries.TryGetValue(item.Id!.Value, out var entry))
            {
                return entry.Tenant != client.Session.Uri ? throw Conflict(item, "Server", entry.Tenant, client.Session.Uri)
                    : entry.Name != item.Name ? throw Conflict(item, ConnectionMember.Name, entry.Name, item.Name)
                    : entry;
            }
        }

        throw Impossible(item, Strings.UndoNoRecovery);
    }
}
