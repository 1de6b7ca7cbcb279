using System.Collections.ObjectModel;

namespace QlikConnections.Client;

/// <summary>What a server listed, and whether that is all.</summary>
/// <param name="items">The items.</param>
/// <param name="missing">QlikPartialResult when the list is not complete; null when it is.</param>
public sealed class ServerList<T>(IList<T> items, QlikException? missing) : ReadOnlyCollection<T>(items)
{
    /// <summary>Why the list is not complete; null when it is. The items in it are right all the same.</summary>
    public QlikException? Missing { get; } = missing;
}
