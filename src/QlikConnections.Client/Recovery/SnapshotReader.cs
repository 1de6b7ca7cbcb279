namespace QlikConnections.Client.Recovery;

/// <summary>Connections as they are now, for a recovery file. Those read a moment ago are used; the others are read again, because a prompt
/// may have been open for a long time.</summary>
public static class SnapshotReader
{
    /// <summary>The present state of each connection, and why others could not be read.</summary>
    public static async Task<(Dictionary<Guid, QlikDataConnection> Images, Dictionary<Guid, QlikException> Failures)> ReadAsync(
        IDataConnectionClient client, IReadOnlyList<QlikDataConnection> connections, int atOnce, CancellationToken cancellationToken)
    {
        var images = connections.Where(client.IsCurrent).ToDictionary(c => c.Id);
        var old = connections.Where(c => !images.ContainsKey(c.Id)).Select(c => new ConnectionKey(c.Id, c.Name)).ToArray();
        if (old.Length == 0)
        {
            return (images, []);
        }

        var read = await new ConnectionReader(client, atOnce, detailed: false, (_, _) => { })
            .ReadAsync(old, cancellationToken)
            .ConfigureAwait(false);
        foreach (var image in read.ById)
        {
            images[image.Key] = image.Value;
        }

        return (images, read.Failures);
    }
}
