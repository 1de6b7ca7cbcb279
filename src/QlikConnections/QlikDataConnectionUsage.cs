namespace QlikConnections;

/// <summary>The use of a data connection by an app; or that no app uses it.</summary>
public sealed class QlikDataConnectionUsage
{
    internal QlikDataConnectionUsage()
    {
    }

    /// <summary>The name of the connection; as the app writes it if the connection is not known. Null if the app could not be
    /// read.</summary>
    public string? Connection { get; internal set; }

    /// <summary>The id of the connection; null if it is not known.</summary>
    public Guid? ConnectionId { get; internal set; }

    /// <summary>The name of its space; <c>Personal</c> for a personal connection.</summary>
    public string? SpaceName { get; internal set; }

    /// <summary>The name of the app; null if no app uses the connection.</summary>
    public string? AppName { get; internal set; }

    /// <summary>The id of the app.</summary>
    public string? AppId { get; internal set; }

    /// <summary>The name of the app's space; <c>Personal</c> for a personal app.</summary>
    public string? AppSpaceName { get; internal set; }

    /// <summary>The name of the app's owner; the id if the name cannot be read.</summary>
    public string? AppOwnerName { get; internal set; }

    /// <summary>How much the connection is in use.</summary>
    public QlikUsageCategory Category { get; internal set; }

    /// <summary>What the app does with it.</summary>
    public QlikUsageKind Kind { get; internal set; }

    /// <summary>When the last reload that used it ended; null if none is known.</summary>
    public DateTimeOffset? LastUsed { get; internal set; }

    /// <summary>How many of the last ten reloads used it.</summary>
    public int Reloads { get; internal set; }

    /// <summary>The rows that the last of these reloads loaded and stored; null if none is known.</summary>
    public long? Rows { get; internal set; }

    /// <summary>Where the use is known from.</summary>
    public QlikUsageSource Source { get; internal set; }

    /// <summary>How sure it is that the connection is the one.</summary>
    public QlikUsageCertainty Certainty { get; internal set; }

    /// <summary>What the script says, with its line; or why something could not be read. Contains no secret.</summary>
    public string? Detail { get; internal set; }

    /// <summary>The session that it was read with.</summary>
    public QlikSession? Session { get; internal set; }

    /// <summary>Returns the connection and the app.</summary>
    public override string ToString() => AppName is null ? $"{Connection}: {Category}" : $"{Connection}: {AppName}";
}
