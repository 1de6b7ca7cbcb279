namespace QlikConnections.Client.Files;

/// <summary>What identifies a connection in an export, and its place there.</summary>
/// <param name="Space">The name of the space; empty for a personal connection and on a client-managed site.</param>
/// <param name="Name">The name of the connection.</param>
/// <param name="Owner">The owner of a personal connection of Qlik Cloud, where each user has a personal space; otherwise empty.</param>
/// <param name="Id">Tells two connections with one identity apart.</param>
internal readonly record struct ExportKey(string Space, string Name, string Owner, Guid Id) : IComparable<ExportKey>
{
    /// <summary>The key of a connection.</summary>
    public static ExportKey Of(QlikDataConnection connection, QlikPlatform platform) => new(
        SpaceOf(connection) ?? "",
        connection.Name,
        platform == QlikPlatform.Cloud && connection.SpaceId is null ? connection.OwnerName ?? connection.OwnerId ?? "" : "",
        connection.Id);

    /// <summary>The name of the space, or its id if the name is not known; null for a personal connection.</summary>
    public static string? SpaceOf(QlikDataConnection connection) =>
        string.IsNullOrEmpty(connection.SpaceId) ? null : connection.SpaceName ?? connection.SpaceId;

    /// <summary>By space, name, owner and id; ordinal, so that the order is the same on every computer.</summary>
    public int CompareTo(ExportKey other)
    {
        var space = string.CompareOrdinal(Space, other.Space);
        var name = space != 0 ? space : string.CompareOrdinal(Name, other.Name);
        var owner = name != 0 ? name : string.CompareOrdinal(Owner, other.Owner);
        return owner != 0 ? owner : Id.CompareTo(other.Id);
    }
}
