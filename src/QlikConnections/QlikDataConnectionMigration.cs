namespace QlikConnections;

/// <summary>Whether and how one connection of a client-managed site can be moved to Qlik Cloud. Contains no secret.</summary>
public sealed class QlikDataConnectionMigration
{
    internal QlikDataConnectionMigration()
    {
    }

    /// <summary>The name of the connection.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Its type on the site.</summary>
    public string? Type { get; internal init; }

    /// <summary>Whether it can be moved.</summary>
    public QlikMigrationStatus Status { get; internal init; }

    /// <summary>What is to be known about it. Never null.</summary>
    public IReadOnlyList<QlikMigrationCode> Codes { get; internal init; } = [];

    /// <summary>The same in words, with what to do; one for each code. Never null.</summary>
    public IReadOnlyList<string> Reasons { get; internal init; } = [];

    /// <summary>The data source that it gets, or the only one that is likely; null if there is none.</summary>
    public string? DataSourceId { get; internal init; }

    /// <summary>The properties that it gets, without secrets. Never null.</summary>
    public IReadOnlyDictionary<string, object?> Properties { get; internal init; } = new Dictionary<string, object?>();

    /// <summary>The items of its connect statement that the data source has no property for, without secrets. Never null.</summary>
    public IReadOnlyDictionary<string, string> UnknownKeys { get; internal init; } = new Dictionary<string, string>();

    /// <summary>What an import does with it; Impossible if its status is NeedsGateway, NeedsDecision or Blocked.</summary>
    public QlikImportAction Action { get; internal init; }

    /// <summary>The name that it gets.</summary>
    public string TargetName { get; internal init; } = "";

    /// <summary>The space that it gets; <c>Personal</c> for a personal connection.</summary>
    public string? TargetSpaceName { get; internal init; }

    /// <summary>The connection that has its name there now, or the other ones that would get it; null if there is none.</summary>
    public string? Clash { get; internal init; }

    /// <summary>How many apps of the site use it; null if that was not asked.</summary>
    public int? Apps { get; internal init; }

    /// <summary>When an app last used it; null if that was not asked, or is not known.</summary>
    public DateTimeOffset? LastUsed { get; internal init; }

    /// <summary>The id on the site.</summary>
    public Guid? Id { get; internal init; }

    /// <summary>Where it comes from: a session, or a file.</summary>
    public string Source { get; internal init; } = "";

    /// <summary>The session that it was read with; null if it comes from a file.</summary>
    public QlikSession? Session { get; internal init; }

    /// <summary>The session of the tenant.</summary>
    public QlikSession? TargetSession { get; internal init; }

    /// <summary>The connection itself, to import it.</summary>
    internal object? Connection { get; init; }

    /// <summary>Returns name and status.</summary>
    public override string ToString() => $"{Name}: {Status}";
}
