using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Completes tags.</summary>
public sealed class TagCompleter : ListedValueCompleter
{
    internal override IEnumerable<string> Values(QlikDataConnection connection) => TagList.WithoutService(connection.Tags);
}
