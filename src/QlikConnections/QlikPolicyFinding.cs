namespace QlikConnections;

/// <summary>One rule of a policy that a data connection does not keep. Contains no secret.</summary>
public sealed class QlikPolicyFinding
{
    internal QlikPolicyFinding()
    {
    }

    /// <summary>The name of the connection.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The name of its space, <c>Personal</c> for a personal connection; null on client-managed sites.</summary>
    public string? SpaceName { get; internal init; }

    /// <summary>The name of its owner; null if it is not known.</summary>
    public string? OwnerName { get; internal init; }

    /// <summary>The rule, named as in the policy.</summary>
    public string Rule { get; internal init; } = "";

    /// <summary>The value of the connection that does not keep the rule; null if a value is missing or cannot be read.</summary>
    public string? Value { get; internal init; }

    /// <summary>What the policy says: its patterns, separated by commas, or its number of days.</summary>
    public string Expected { get; internal init; } = "";

    /// <summary>The id of the connection.</summary>
    public Guid Id { get; internal init; }

    /// <summary>The session that the connection came from.</summary>
    public QlikSession? Session { get; internal init; }

    /// <summary>Returns the finding as one line.</summary>
    public override string ToString() => $"{Name}: {Rule}: {Value ?? "-"}";
}
