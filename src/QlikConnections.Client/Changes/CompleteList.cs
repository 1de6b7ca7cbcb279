using System.Runtime.CompilerServices;

namespace QlikConnections.Client;

/// <summary>Lists that must be complete, because the absence of a row is used.</summary>
public static class CompleteList
{
    /// <summary>The connections of a list, row by row.</summary>
    /// <exception cref="QlikException">QlikPartialResult, after the rows of a page: the list is not complete, so a connection that is not
    /// in it may exist.</exception>
    public static async IAsyncEnumerable<QlikDataConnection> AllAsync(
        this IDataConnectionClient client, DataConnectionQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in client.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            foreach (var connection in page.Items)
            {
                yield return connection;
            }

            if (page.Failures.Count > 0)
            {
                throw page.Failures[0];
            }
        }
    }
}
