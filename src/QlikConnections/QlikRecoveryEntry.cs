namespace QlikConnections;

/// <summary>A connection as it was before the module deleted or rebuilt it, read from a recovery file. Contains no secret.</summary>
public sealed class QlikRecoveryEntry
{
    internal QlikRecoveryEntry(QlikDataConnection before) => Before = before;

    /// <summary>The connection's name.</summary>
    public string Name => Before.Name;

    /// <summary>Its id at that time. A restored connection gets a new id.</summary>
    public Guid Id => Before.Id;

    /// <summary>The name of its space; null on client-managed sites and when names were not looked up.</summary>
    public string? SpaceName => Before.SpaceName;

    /// <summary>The display name of its owner; null when names were not looked up.</summary>
    public string? OwnerName => Before.OwnerName;

    /// <summary>Its data source; null on client-managed sites.</summary>
    public string? DataSourceId => Before.DataSourceId;

    /// <summary>The connection as it was. It belongs to no session.</summary>
    public QlikDataConnection Before { get; }

    /// <summary>Why it was written.</summary>
    public QlikRecoveryReason Reason { get; internal init; }

    /// <summary>Its state, according to the file.</summary>
    public QlikRecoveryState State { get; internal init; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset Written { get; internal init; }

    /// <summary>The name of the session that wrote it.</summary>
    public string SessionName { get; internal init; } = "";

    /// <summary>The tenant or site of the connection.</summary>
    public Uri Tenant { get; internal init; } = new("about:blank");

    /// <summary>Which product that is.</summary>
    public QlikPlatform Platform { get; internal init; }

    /// <summary>What was left out because it looked like a secret: names of properties, or <c>ConnectionString</c> if the connect statement
    /// contained one.</summary>
    public IReadOnlyList<string> LeftOut
    {
        get;
        internal init => field = ReadableList.Of(value);
    } = ReadableList.None;

    /// <summary>The file.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>The plan and progress of a rebuild; null for a deletion.</summary>
    internal object? Rebuild { get; init; }

    /// <summary>The connect statement with gaps in place of secrets; null if the connection had none.</summary>
    internal object? Statement { get; init; }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
