using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Journal;

/// <summary>The plan to undo what was done with one connection, or why there is none.</summary>
/// <param name="Item">What was done.</param>
public sealed record class UndoPlan(UndoItem Item)
{
    /// <summary>The change of a connection that exists; null for none.</summary>
    public ChangePlan? Change { get; init; }

    /// <summary>The restore of a connection that was removed; null for none.</summary>
    public RestorePlan? Restore { get; init; }

    /// <summary>Why nothing can be done; null when it can.</summary>
    public QlikException? Failure { get; init; }

    /// <summary>What the user should know first.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>True if everything is as it was before.</summary>
    public bool IsDone => Change is { Change.IsEmpty: true } || Restore is { Way: RestoreWay.None };
}
