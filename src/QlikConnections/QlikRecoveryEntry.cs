namespace QlikConnections;

/// <summary>A connection as it was before the module destroyed it, read from a recovery file. Holds no secret.</summary>
public sealed class QlikRecoveryEntry
{
    internal QlikRecoveryEntry(QlikDataConnection before) => Before = before;

    /// <summary>The connection's name.</summary>
    public string Name => Before.Name;

    /// <summary>Its id at that time. Qlik Cloud and client-managed sites give a new one to what is created anew.</summary>
    public Guid Id => Before.Id;

    /// <summary>The name of its space; null on client-managed sites and when names were not looked up.</summary>
    public string? SpaceName => Before.SpaceName;

    /// <summary>The display name of its owner; null when names were not looked up.</summary>
    public string? OwnerName => Before.OwnerName;

    /// <summary>Its data source; null on client-managed sites.</summary>
    public string? DataSourceId => Before.DataSourceId;

    /// <summary>The connection as it was. It belongs to no session.</summary>
    public QlikDataConnection Before { get; }

    /// <summary>Why it was written down.</summary>
    public QlikRecoveryReason Reason { get; internal init; }

    /// <summary>What became of it, as far as the file knows.</summary>
    public QlikRecoveryState State { get; internal init; }

    /// <summary>When it was written down.</summary>
    public DateTimeOffset Written { get; internal init; }

    /// <summary>The name of the session that wrote it.</summary>
    public string SessionName { get; internal init; } = "";

    /// <summary>The tenant or site that the connection lived in.</summary>
    public Uri Tenant { get; internal init; } = new("about:blank");

    /// <summary>Which product that is.</summary>
    public QlikPlatform Platform { get; internal init; }

    /// <summary>What looked like a secret and was left out: names of properties, or <c>ConnectionString</c> when the connect statement held
    /// one.</summary>
    public IReadOnlyList<string> LeftOut { get; internal init; } = [];

    /// <summary>The file.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>The plan and progress of a rebuild; null for a deletion.</summary>
    internal object? Rebuild { get; init; }

    /// <summary>The connect statement with the places where a secret was left out; null when the connection had none.</summary>
    internal object? Statement { get; init; }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
