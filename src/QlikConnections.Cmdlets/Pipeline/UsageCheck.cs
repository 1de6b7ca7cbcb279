using System.Globalization;
using QlikConnections.Client;
using QlikConnections.Client.Usage;

namespace QlikConnections.Commands;

/// <summary>The apps that use the connections of a command: read once for all of them, for the questions and for a limit.</summary>
/// <param name="limit">Connections that more apps use are refused; null for no limit.</param>
internal sealed class UsageCheck(int? limit)
{
    private readonly Dictionary<(IDataConnectionClient Client, Guid Id), QlikDataConnectionUsage[]> _usages = [];
    private readonly Dictionary<IDataConnectionClient, int> _unknown = [];
    private readonly Dictionary<IDataConnectionClient, int> _unreadable = [];

    /// <summary>Reads the uses of connections of one session.</summary>
    /// <returns>How many of its apps could not be read.</returns>
    /// <exception cref="QlikException">The apps cannot be listed, or not completely: a connection that is in use would seem to be
    /// unused.</exception>
    public async Task<int> ReadAsync(
        IDataConnectionClient client,
        IReadOnlyList<QlikDataConnection> connections,
        int atOnce,
        Action<int> progress,
        CancellationToken cancellationToken
    )
    {
        var reader = new UsageReader(client, atOnce) { Progress = progress };
        var usages = new List<QlikDataConnectionUsage>();
        await foreach (var usage in reader.ReadAsync(connections, cancellationToken).ConfigureAwait(false))
        {
            usages.Add(usage);
        }

        if (reader.Missing is { } missing)
        {
            throw missing;
        }

        lock (_usages)
        {
            _unreadable[client] = reader.Unreadable;
            _unknown[client] = usages.Count(u => u.Category == QlikUsageCategory.Unknown);
            foreach (var own in usages.Where(u => u.AppId is not null && u.ConnectionId is not null).GroupBy(u => u.ConnectionId!.Value))
            {
                _usages[(client, own.Key)] = [.. own];
            }
        }

        return reader.Unreadable;
    }

    /// <summary>Why a connection must not be changed; null if it may. Apps that cannot be read may use it, so a limit refuses it,
    /// too.</summary>
    public QlikException? Refusal(ConnectionTarget target) =>
        UsagesOf(target) is var usages && usages.Length > limit
            ? QlikFailure.Create(nameof(Strings.QlikDataConnectionInUse), UsedBy(usages), Names(usages), limit)
        : limit is not null && _unreadable.TryGetValue(target.Client, out var unreadable) && unreadable > 0
            ? QlikFailure.Create(nameof(Strings.QlikUsageUnknown), unreadable, UsedBy(usages), limit)
        : null;

    /// <summary>The action for the question, with the apps.</summary>
    public string AddTo(string action, ConnectionTarget target)
    {
        var unknown = _unknown.TryGetValue(target.Client, out var count) ? count : 0;
        var text = QlikFailure.Message(nameof(Strings.ActionWithUsage), action, UsedBy(UsagesOf(target)));
        return unknown == 0 ? text : QlikFailure.Message(nameof(Strings.ActionWithUnknownUsage), text, unknown);
    }

    private QlikDataConnectionUsage[] UsagesOf(ConnectionTarget target) =>
        _usages.TryGetValue((target.Client, target.Id), out var usages) ? usages : [];

    private static string UsedBy(QlikDataConnectionUsage[] usages)
    {
        if (usages.Length == 0)
        {
            return Strings.UsedByNone;
        }

        var apps = usages.Length == 1 ? Strings.UsedByOne : QlikFailure.Message(nameof(Strings.UsedByMany), usages.Length);
        return usages.Max(u => u.LastUsed) is { } last
            ? QlikFailure.Message(
                nameof(Strings.UsedLast),
                apps,
                last.ToLocalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            )
            : apps;
    }

    private static string Names(QlikDataConnectionUsage[] usages)
    {
        const int Most = 3;
        var names = string.Join(", ", usages.Take(Most).Select(u => $"'{u.AppName}'"));
        return usages.Length > Most ? names + ", \u2026" : names;
    }
}
