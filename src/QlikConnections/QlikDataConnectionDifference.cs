namespace QlikConnections;

/// <summary>One difference between two tenants, sites or exports. Contains no secret.</summary>
public sealed class QlikDataConnectionDifference
{
    internal QlikDataConnectionDifference()
    {
    }

    /// <summary>The name of the connection.</summary>
    public string Connection { get; internal init; } = "";

    /// <summary>The name of its space; <c>Personal</c> for a personal connection, null on client-managed sites.</summary>
    public string? SpaceName { get; internal init; }

    /// <summary>The member that differs, named as on a connection; null if only one side has the connection.</summary>
    public string? Property { get; internal init; }

    /// <summary>The value of the reference, with asterisks for secrets.</summary>
    public string? Left { get; internal init; }

    /// <summary>The value of the other side, with asterisks for secrets.</summary>
    public string? Right { get; internal init; }

    /// <summary>How the sides differ.</summary>
    public QlikDifferenceKind Kind { get; internal init; }

    /// <summary>The connection of the reference, for an import; null if only the other side has it. Of a type that this assembly does not
    /// know.</summary>
    internal object? LeftConnection { get; init; }

    /// <summary>The connection of the other side; null if only the reference has it.</summary>
    internal object? RightConnection { get; init; }

    /// <summary>Returns the difference as one line.</summary>
    public override string ToString() =>
        Kind == QlikDifferenceKind.Different ? $"{Connection}: {Property}: '{Left}' / '{Right}'" : $"{Connection}: {Kind}";
}
