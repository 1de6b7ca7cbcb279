using QlikConnections.Client.Migration;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Files;

/// <summary>The plan for one connection of an import. Exactly this is carried out.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Name">The name of the connection.</param>
/// <param name="SpaceName">The name of the space on the server; null on a client-managed site.</param>
public sealed record class ImportStep(QlikImportAction Action, string Name, string? SpaceName)
{
    /// <summary>The connection of the import; null for one that is removed.</summary>
    public PortableConnection? Wanted { get; init; }

    /// <summary>How it came from a client-managed site to Qlik Cloud; null if it did not.</summary>
    public MigratedConnection? Migration { get; init; }

    /// <summary>The other connections of the import that would be the same one; empty for none.</summary>
    internal IReadOnlyList<string> Clashes { get; init; } = [];

    /// <summary>The connection on the server; null if there is none.</summary>
    public QlikDataConnection? Current { get; init; }

    /// <summary>What changes, from the server's value to the import's.</summary>
    internal IReadOnlyList<MemberDifference> Changes { get; init; } = [];

    /// <summary>Why it cannot be done; null if it can.</summary>
    public QlikException? Failure { get; init; }

    /// <summary>What is created; null if nothing is.</summary>
    public CreationPlan? Creation { get; init; }

    /// <summary>What the server copies to create it; null if it is created from what is known of it.</summary>
    public QlikDataConnection? Duplicated { get; init; }

    /// <summary>What is changed in place, after a rebuild if there is one; null if nothing is.</summary>
    public ChangePlan? Change { get; init; }

    /// <summary>The rebuild; null if there is none.</summary>
    public PlannedRebuild? Rebuild { get; init; }

    /// <summary>Who gets the connection in a request of its own, after everything else; null if it is not given to anybody.</summary>
    public QlikUser? NewOwner { get; init; }

    /// <summary>The connection in prompts and errors.</summary>
    public string Label => SpaceName is null ? Name : QlikFailure.Message(nameof(Strings.TargetInSpace), Name, SpaceName);

    /// <summary>A failure of the step, with the connection and where it is from.</summary>
    public QlikException Named(QlikException failure)
    {
        var from = Wanted is { } wanted ? $" ({wanted.Source})" : "";
        return new QlikException(failure.ErrorId, $"{Label}{from}: {failure.Message}", failure.RecommendedAction, failure);
    }

    /// <summary>The step as the user sees it.</summary>
    public QlikImportStep ToObject(QlikSession session) => new()
    {
        Action = Action,
        Name = Name,
        SpaceName = SpaceName,
        Changes = [.. Changes.Select(c => new QlikPropertyChange(c.Member, c.Left, c.Right))],
        Reason = Failure?.Message,
        Id = Current?.Id,
        Source = Wanted?.Source,
        SessionName = session.Name,
    };
}
