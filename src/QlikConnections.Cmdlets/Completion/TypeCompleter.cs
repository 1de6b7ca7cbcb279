namespace QlikConnections.Commands;

/// <summary>Completes types of data connections.</summary>
public sealed class TypeCompleter : ListedValueCompleter
{
    internal override IEnumerable<string> Values(QlikDataConnection connection) => connection.Type is { } type ? [type] : [];
}
