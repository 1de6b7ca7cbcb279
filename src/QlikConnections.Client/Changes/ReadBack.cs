namespace QlikConnections.Client;

/// <summary>Completes connections whose change the server confirmed without returning the result: only it knows the time of the
/// change.</summary>
public static class ReadBack
{
    /// <summary>The connections as the server has them, in the same order, with few requests. One that cannot be read, for example because
    /// this identity may not see it any more, stays as it is known.</summary>
    public static async Task<IReadOnlyList<QlikDataConnection>> OfAsync(
        IDataConnectionClient client, IReadOnlyList<QlikDataConnection> changed, int atOnce, CancellationToken cancellationToken)
    {
        ConnectionKey[] open = [.. changed.Where(c => c.Modified is null).Select(c => new ConnectionKey(c.Id, c.Name))];
        if (open.Length == 0)
        {
            return changed;
        }

        try
        {
            var read = await new ConnectionReader(client, atOnce, detailed: false, (_, _) => { })
                .ReadAsync(open, cancellationToken)
                .ConfigureAwait(false);
            return
            [
                .. changed.Select(c =>
                    c.Modified is null && read.ById.TryGetValue(c.Id, out var now) ? now.With(n => n.Properties = c.Properties) : c
                ),
            ];
        }
        catch (QlikException)
        {
            // The changes were made. It is not a failure that their result cannot be read at the moment.
            return changed;
        }
    }
}
