using System.Threading.Channels;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>
/// Every request that reached the host, including those that got a fault (which are not in the journal).
/// Planned first, before the faults that it must see.
/// </summary>
internal sealed class ArrivedRequests
{
    private readonly Channel<string> _channel = Channel.CreateUnbounded<string>();
    private readonly List<string> _all = [];

    public ArrivedRequests(SandboxHost host) => host.Faults.Add(new Fault { Times = int.MaxValue, Match = Note });

    /// <summary>Method and path with query, in order.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_all)
            {
                return [.. _all];
            }
        }
    }

    public int Count(string method, string pathPart) =>
        All.Count(a => a.StartsWith(method + " ", StringComparison.Ordinal) && a.Contains(pathPart, StringComparison.Ordinal));

    /// <summary>Ends when the next request has arrived; fails when none does.</summary>
    public Task<string> NextAsync(CancellationToken cancellationToken) =>
        _channel.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), cancellationToken);

    private bool Note(string method, string pathAndQuery)
    {
        lock (_all)
        {
            _all.Add($"{method} {pathAndQuery}");
        }

        _channel.Writer.TryWrite($"{method} {pathAndQuery}");
        return false;
    }
}
