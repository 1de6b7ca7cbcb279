namespace QlikConnections.Client.Recovery;

/// <summary>What restoring one entry will do. What is approved is this, and this is carried out.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Way">What it comes to.</param>
internal sealed record class RestorePlan(QlikRecoveryEntry Entry, RestoreWay Way)
{
    /// <summary>What the connection is created from; null when none is created.</summary>
    public DataConnectionDefinition? Definition { get; init; }

    /// <summary>The connection of the entry's own id, or of its name in its place; null when neither is there.</summary>
    public QlikDataConnection? Old { get; init; }

    /// <summary>The new connection of a rebuild; null when there is none.</summary>
    public QlikDataConnection? New { get; init; }

    /// <summary>Who is signed in.</summary>
    public string? UserId { get; init; }

    /// <summary>True when a connection is deleted, or one that is there already is given to somebody else.</summary>
    public bool IsHighImpact => Way switch
    {
        RestoreWay.RollBack or RestoreWay.RollBackAnew => New is not null,
        RestoreWay.Finish => Old is not null || (New!.Name == Entry.Name && ChangesOwner),
        _ => false,
    };

    /// <summary>The connection as prompts name it: as the server has it, where it has it.</summary>
    public string Target
    {
        get
        {
            var shown = Old ?? Entry.Before;
            var space = shown.SpaceName ?? Entry.SpaceName;
            return space is null ? shown.Name : QlikFailure.Message(nameof(Strings.TargetInSpace), shown.Name, space);
        }
    }

    /// <summary>What will be done, for the prompt.</summary>
    public string Action => Way switch
    {
        RestoreWay.RollBack when New is null => QlikFailure.Message(nameof(Strings.ActionRollBackNothing), Old!.Name),
        RestoreWay.RollBack => QlikFailure.Message(nameof(Strings.ActionRollBack), New!.Name, Old!.Name),
        RestoreWay.RollBackAnew => QlikFailure.Message(nameof(Strings.ActionRollBackAnew), New!.Name, Entry.Name),
        RestoreWay.Finish => QlikFailure.Message(
            nameof(Strings.ActionFinish), Old is null ? "" : QlikFailure.Message(nameof(Strings.ActionFinishDelete), Old.Name), New!.Name, Entry.Name) + OwnerText,
        _ => QlikFailure.Message(nameof(Strings.ActionRestore), Entry.Written.UtcDateTime, Entry.DataSourceId ?? Entry.Before.Type) + OwnerText,
    };

    private QlikDataConnection Owned => Way == RestoreWay.Finish && Old is not null ? Old : Entry.Before;

    private bool ChangesOwner => Owned.OwnerId is { } owner && owner != (New is { } created && created.Name == Entry.Name
        ? created.OwnerId
        : UserId);

    private string OwnerText => ChangesOwner ? QlikFailure.Message(nameof(Strings.ActionRebuildOwner), Owned.OwnerName ?? Owned.OwnerId) : "";
}

/// <summary>What restoring a connection comes to.</summary>
internal enum RestoreWay
{
    /// <summary>It is there.</summary>
    None,

    /// <summary>It is created anew.</summary>
    Create,

    /// <summary>A rebuild is taken back: its new connection is deleted, the old one is still there.</summary>
    RollBack,

    /// <summary>A rebuild is finished.</summary>
    Finish,

    /// <summary>A rebuild whose old connection is gone is taken back: the old one is created anew, then the new one is deleted.</summary>
    RollBackAnew,
}
