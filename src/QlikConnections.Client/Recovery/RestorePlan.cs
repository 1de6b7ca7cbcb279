namespace QlikConnections.Client.Recovery;

/// <summary>The plan for one entry. Exactly the approved plan is carried out.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Way">What will be done.</param>
public sealed record class RestorePlan(QlikRecoveryEntry Entry, RestoreWay Way)
{
    /// <summary>What the connection is created from; null when none is created.</summary>
    public DataConnectionDefinition? Definition { get; init; }

    /// <summary>The connection with the entry's id, or with its name in the same place; null if neither exists.</summary>
    public QlikDataConnection? Old { get; init; }

    /// <summary>The new connection of a rebuild; null if there is none.</summary>
    public QlikDataConnection? New { get; init; }

    /// <summary>The signed-in user.</summary>
    public string? UserId { get; init; }

    /// <summary>The name of the previous owner on the server; null if it was not looked up.</summary>
    public string? OwnerName { get; init; }

    /// <summary>The id of the previous owner, if the owner changes.</summary>
    public string? NewOwnerId => ChangesOwner ? Owned.OwnerId : null;

    /// <summary>What is done with connections that exist.</summary>
    public IEnumerable<ChangePlan> Changes
    {
        get
        {
            var isFinish = Way == RestoreWay.Finish;
            if ((isFinish ? Old : Way is RestoreWay.None or RestoreWay.GiveBack ? null : New) is { } deleted)
            {
                yield return new ChangePlan(deleted, new DataConnectionChange { Delete = true }, []);
            }

            if (isFinish && New!.Name != Entry.Name)
            {
                yield return new ChangePlan(New, new DataConnectionChange { Name = Entry.Name }, []);
            }
        }
    }

    /// <summary>True if a connection is deleted, or an existing one gets another owner.</summary>
    public bool IsHighImpact => Way switch
    {
        RestoreWay.RollBack or RestoreWay.RollBackByCreation => New is not null,
        RestoreWay.Finish => Old is not null || (New!.Name == Entry.Name && ChangesOwner),
        _ => false,
    };

    /// <summary>The connection in prompts: as it is on the server, if it exists there.</summary>
    public string Target
    {
        get
        {
            var shown = Old ?? (Way == RestoreWay.GiveBack ? New! : Entry.Before);
            // The file may name another space than the one with its id.
            var space = (Old is null ? Definition?.Space?.Name : null) ?? shown.SpaceName ?? Entry.SpaceName;
            return space is null ? shown.Name : QlikFailure.Message(nameof(Strings.TargetInSpace), shown.Name, space);
        }
    }

    /// <summary>What will be done, for the prompt.</summary>
    public string Action =>
        Way switch
        {
            RestoreWay.RollBack when New is null => QlikFailure.Message(nameof(Strings.ActionRollBackNothing), Old!.Name),
            RestoreWay.RollBack => QlikFailure.Message(nameof(Strings.ActionRollBack), New!.Name, Old!.Name),
            RestoreWay.RollBackByCreation => QlikFailure.Message(nameof(Strings.ActionRollBackByCreation), New!.Name, Entry.Name),
            RestoreWay.GiveBack => Strings.ActionGiveBack + OwnerText,
            RestoreWay.Finish => QlikFailure.Message(
                nameof(Strings.ActionFinish),
                Old is null ? "" : QlikFailure.Message(nameof(Strings.ActionFinishDelete), Old.Name),
                New!.Name,
                Entry.Name
            ) + OwnerText,
            _ => QlikFailure.Message(nameof(Strings.ActionRestore), Entry.Written.UtcDateTime, Entry.DataSourceId ?? Entry.Before.Type)
                + OwnerText,
        };

    private QlikDataConnection Owned => Way == RestoreWay.Finish && Old is not null ? Old : Entry.Before;

    private bool ChangesOwner => Owned.OwnerId is { } owner && owner != (New is { } created && created.Name == Entry.Name
        ? created.OwnerId
        : UserId);

    private string OwnerText =>
        !ChangesOwner ? ""
        : OwnerName is not null ? QlikFailure.Message(nameof(Strings.ActionRebuildOwner), OwnerName)
        : QlikFailure.Message(nameof(Strings.ActionRestoreOwner), Owned.OwnerName ?? Owned.OwnerId);
}

/// <summary>How a connection is restored.</summary>
public enum RestoreWay
{
    /// <summary>It exists.</summary>
    None,

    /// <summary>It is created again.</summary>
    Create,

    /// <summary>It was created again by a restore that was interrupted before the owner was restored.</summary>
    GiveBack,

    /// <summary>A rebuild is rolled back: its new connection is deleted, the old one still exists.</summary>
    RollBack,

    /// <summary>A rebuild is finished.</summary>
    Finish,

    /// <summary>A rebuild whose old connection was deleted is rolled back: the old one is created again, then the new one is
    /// deleted.</summary>
    RollBackByCreation,
}
