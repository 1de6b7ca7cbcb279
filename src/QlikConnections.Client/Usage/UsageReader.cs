using System.Runtime.CompilerServices;

namespace QlikConnections.Client.Usage;

/// <summary>
/// Reads which apps use which connections: a page of apps with each request, then one request for each app, several at a time. Scripts are
/// read only for apps whose reloads say nothing, or if they are asked for.
/// </summary>
/// <param name="client">The client of the session.</param>
/// <param name="atOnce">How many requests run at the same time.</param>
public sealed class UsageReader(IDataConnectionClient client, int atOnce)
{
    /// <summary>From this number on all connections are listed to find out which have the same names.</summary>
    private const int Many = 50;

    private bool _hasUnknown;
    private int _unreadable;

    /// <summary>True to read every script.</summary>
    public bool IncludeScript { get; init; }

    /// <summary>True if the connections that are asked about are all there are, so that they are not listed again.</summary>
    public bool AsksAboutAll { get; init; }

    /// <summary>Connections whose last use was before are <see cref="QlikUsageCategory.NotSince"/>; null to make no difference.</summary>
    public DateTimeOffset? NotUsedSince { get; init; }

    /// <summary>Gets the number of apps that were read.</summary>
    public Action<int> Progress { get; init; } = _ => { };

    /// <summary>Gets the number of all apps, when their list is read.</summary>
    public Action<int> Expected { get; init; } = _ => { };

    /// <summary>What earlier runs have read; null to read all.</summary>
    public ResumeFile? Resume { get; init; }

    /// <summary>How many apps could not be read: without rights, deleted meanwhile, or because of an error.</summary>
    public int Unreadable => _unreadable;

    /// <summary>Why the list of apps is not complete; null when it is.</summary>
    public QlikException? Missing { get; private set; }

    /// <summary>
    /// The uses, app by app, and then the connections that no app uses.
    /// </summary>
    /// <param name="connections">The connections that are asked about; null for all, and then also those that are missing.</param>
    /// <param name="cancellationToken">Ends waits and requests.</param>
    public async IAsyncEnumerable<QlikDataConnectionUsage> ReadAsync(
        IReadOnlyList<QlikDataConnection>? connections,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (client.Apps.Unsupported is { } unsupported)
        {
            throw unsupported;
        }

        if (connections is { Count: 0 })
        {
            yield break;
        }

        var wanted = connections ?? await KnownAsync(null, cancellationToken).ConfigureAwait(false);
        var asksAboutAll = connections is null || AsksAboutAll;
        var asked = new HashSet<Guid>(wanted.Select(c => c.Id));
        var byId = new ConnectionIndex(wanted);
        // Most apps are known to use connections by their ids. Only a name can mean another connection, which has to be known then.
        var byName = new Lazy<Task<ConnectionIndex>>(async () =>
            asksAboutAll ? byId : new ConnectionIndex(await KnownAsync(wanted, cancellationToken).ConfigureAwait(false))
        );
        var used = new HashSet<Guid>();
        var apps = await client.Apps.ListAsync(cancellationToken).ConfigureAwait(false);
        Missing = apps.Missing;
        Expected(apps.Count);
        await foreach (
            var (_, read) in apps.SelectInOrderAsync(
                    Math.Min(atOnce, client.Apps.MostAtOnce),
                    (app, stop) => ReadAsync(app, byId, byName, stop),
                    cancellationToken
                )
                .ConfigureAwait(false)
        )
        {
            var usages = await read.ConfigureAwait(false);
            Progress(1);
            foreach (var usage in usages)
            {
                Categorize(usage);
                if (usage.ConnectionId is { } id && asked.Contains(id))
                {
                    used.Add(id);
                    yield return usage;
                }
                else if (usage.Category == QlikUsageCategory.Unknown
                    || (asksAboutAll && usage.Category == QlikUsageCategory.Missing))
                {
                    yield return usage;
                }
            }
        }

        Complete(apps);
        foreach (var connection in wanted.Where(c => used.Add(c.Id)))
        {
            yield return Never(connection);
        }
    }

    /// <summary>An incomplete list must not take apps from the file.</summary>
    private void Complete(ServerList<QlikApp> apps)
    {
        if (apps.Missing is null)
        {
            Resume?.Complete(apps);
        }
    }

    /// <summary>The connections that names in scripts can mean: all, or those with the names that are asked about.</summary>
    private async Task<IReadOnlyList<QlikDataConnection>> KnownAsync(
        IReadOnlyList<QlikDataConnection>? connections,
        CancellationToken cancellationToken
    )
    {
        var names = (connections ?? []).Select(c => c.Name).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        var query = new DataConnectionQuery
        {
            Names = names.Length > Many ? [] : [.. names.Select(n => new TextMatch(TextMatchKind.Equal, n))],
        };
        var known = new List<QlikDataConnection>();
        await foreach (var connection in client.AllAsync(query, cancellationToken).ConfigureAwait(false))
        {
            known.Add(connection);
        }

        // Personal connections of other people are in no list.
        var listed = new HashSet<Guid>(known.Select(c => c.Id));
        known.AddRange((connections ?? []).Where(c => listed.Add(c.Id)));
        return known;
    }

    private async Task<IReadOnlyList<QlikDataConnectionUsage>> ReadAsync(
        QlikApp app,
        ConnectionIndex byId,
        Lazy<Task<ConnectionIndex>> byName,
        CancellationToken cancellationToken
    )
    {
        var content = Resume?.Find(app);
        if (content is null)
        {
            content = await ContentAsync(app, cancellationToken).ConfigureAwait(false);
            Resume?.Add(app, content);
        }

        var hasNames = content.References.Count > 0
            || content.Lineage.Count > 0
            || content.Reloads.Any(r => r.Statements.Any(s => s is { ConnectionId: null, Connection: not null }));
        var usages = new AppUsages(app, hasNames ? await byName.Value.ConfigureAwait(false) : byId, client.Session);
        usages.Add(content);
        if (content.Failure is not null)
        {
            Interlocked.Increment(ref _unreadable);
        }

        return usages.All;
    }

    private async Task<AppContent> ContentAsync(QlikApp app, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Apps.ReadAsync(app, IncludeScript, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException exception) when (exception.IsOfOneApp())
        {
            return new AppContent { Failure = exception };
        }
    }

    private void Categorize(QlikDataConnectionUsage usage)
    {
        if (usage.Category is QlikUsageCategory.Missing or QlikUsageCategory.Unknown)
        {
            _hasUnknown |= usage.Category == QlikUsageCategory.Unknown;
            return;
        }

        usage.Category = usage.LastUsed is null && (usage.Source & QlikUsageSource.ReloadMetadata) == 0 ? QlikUsageCategory.OnlyInScript
            : usage.LastUsed < NotUsedSince ? QlikUsageCategory.NotSince
            : QlikUsageCategory.Used;
    }

    private QlikDataConnectionUsage Never(QlikDataConnection connection) => new()
    {
        Connection = connection.Name,
        ConnectionId = connection.Id,
        SpaceName = connection.SpaceName,
        Category = QlikUsageCategory.Never,
        Certainty = _hasUnknown || Missing is not null ? QlikUsageCertainty.Incomplete : QlikUsageCertainty.Exact,
        Session = client.Session,
    };
}
