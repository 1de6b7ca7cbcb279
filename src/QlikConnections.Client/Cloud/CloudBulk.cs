using System.Net;
using System.Runtime.CompilerServices;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>actions/update and actions/delete in batches of 100, one after the other.</summary>
internal sealed class CloudBulk(ApiTransport transport, CloudApi api, CloudConnectionList list, Freshness freshness)
{
    /// <summary>The action that changes owners and spaces.</summary>
    public const string Update = "update";

    /// <summary>The action that deletes.</summary>
    public const string Delete = "delete";

    /// <summary>Items per request. The API documents no maximum; this is the size Qlik's own tools use for lists.</summary>
    public const int BatchSize = 100;

    /// <summary>The item that gives a connection to another owner, another space, or both.</summary>
    public static BulkItemWire Move(QlikDataConnection connection, QlikUser? owner, QlikSpace? space) =>
        Deletion(connection) with { OwnerId = owner?.Id, SpaceId = space?.Id, SpaceType = SpaceTypeName(space) };

    /// <summary>The item that deletes a connection.</summary>
    public static BulkItemWire Deletion(QlikDataConnection connection) =>
        new(connection.Id.ToString("D")) { Name = connection.Name.Length == 0 ? null : connection.Name };

    /// <summary>Sends the items and streams their outcomes, in their order, as each batch is settled.</summary>
    /// <exception cref="QlikApiException">
    /// The sign-in or the first batch was refused, so none will be accepted. Outcomes returned before are valid.
    /// </exception>
    public async IAsyncEnumerable<IReadOnlyList<ItemOutcome>> SendAsync(
        string action, IReadOnlyList<BulkItemWire> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = new BulkRun(transport, api, list, action);
        for (var start = 0; start < items.Count; start += BatchSize)
        {
            var batch = items.Skip(start).Take(BatchSize).ToArray();
            IReadOnlyList<ItemOutcome> outcomes;
            try
            {
                outcomes = await run.SendAsync(batch, cancellationToken).ConfigureAwait(false);
            }
            catch (QlikApiException exception)
                when (exception.StatusCode != HttpStatusCode.Unauthorized && (start > 0 || exception.StatusCode != HttpStatusCode.Forbidden)
                )
            {
                // The refusal of one batch says nothing about the others.
                outcomes = [.. batch.Select(i => new ItemOutcome(Guid.Parse(i.Id), exception))];
            }
            finally
            {
                // Also after Ctrl+C: what was sent by then may be done.
                batch.ToList().ForEach(i => freshness.Changed(Guid.Parse(i.Id)));
            }

            yield return outcomes;
        }
    }

#pragma warning disable CA1308 // the API's own spelling is lower case
    private static string? SpaceTypeName(QlikSpace? space) => space?.Type.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}
