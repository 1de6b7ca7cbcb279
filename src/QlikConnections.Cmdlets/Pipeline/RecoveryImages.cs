using System.Runtime.CompilerServices;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Connections as they are now, for a recovery file. What a list gave a moment ago counts; of others, many are read by one walk
/// through the list and few one by one.
/// </summary>
internal static class RecoveryImages
{
    /// <summary>From here on the list costs less than a request for each.</summary>
    private const int Many = DataConnectionQuery.LargestPage;

    /// <summary>The present state of each target, or why it could not be read.</summary>
    public static async IAsyncEnumerable<(ConnectionTarget Target, QlikDataConnection? Image, QlikException? Failure)> ReadAsync(
        IDataConnectionClient client, IReadOnlyList<ConnectionTarget> targets, int atOnce, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var toRead = new List<ConnectionTarget>();
        foreach (var target in targets)
        {
            if (target.Current is { } current && client.IsCurrent(current))
            {
                yield return (target, current, null);
            }
            else
            {
                toRead.Add(target);
            }
        }

        if (toRead.Count >= Many)
        {
            var wanted = toRead.ToDictionary(t => t.Id);
            await foreach (var page in client.ListAsync(new DataConnectionQuery { IncludeDisabled = true }, cancellationToken).ConfigureAwait(false))
            {
                foreach (var row in page.Items)
                {
                    if (wanted.TryGetValue(row.Id, out var target))
                    {
                        wanted.Remove(row.Id);
                        yield return (target, row, null);
                    }
                }

                if (wanted.Count == 0)
                {
                    break;
                }
            }

            // The list may not show everything: data-file connections, personal ones of others.
            toRead = [.. wanted.Values];
        }

        await foreach (var (target, read) in toRead.SelectInOrderAsync(
            atOnce, (t, stop) => client.GetAsync(t.Id, detailed: false, stop), cancellationToken).ConfigureAwait(false))
        {
            QlikDataConnection? image = null;
            QlikException? failure = null;
            try
            {
                image = await read.ConfigureAwait(false);
            }
            catch (QlikException exception) when (!ConnectionChangeCmdlet.IsHopeless(exception))
            {
                failure = exception;
            }

            yield return (target, image, failure);
        }
    }
}
