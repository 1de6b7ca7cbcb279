namespace QlikConnections;

/// <summary>One member of a connection that a run of a cmdlet changed, read from a journal. Contains no secret.</summary>
public sealed class QlikChange
{
    internal QlikChange()
    {
    }

    /// <summary>When the request was about to be sent.</summary>
    public DateTimeOffset Time { get; internal init; }

    /// <summary>The cmdlet.</summary>
    public string Command { get; internal init; } = "";

    /// <summary>The name of the session.</summary>
    public string SessionName { get; internal init; } = "";

    /// <summary>The tenant or site.</summary>
    public Uri Server { get; internal init; } = new("about:blank");

    /// <summary>Which product that is.</summary>
    public QlikPlatform Platform { get; internal init; }

    /// <summary>The name of the session's user, or the id if no name was known; null if neither was.</summary>
    public string? User { get; internal init; }

    /// <summary>The run of the cmdlet, for Undo-QlikChange.</summary>
    public string RunId { get; internal init; } = "";

    /// <summary>The connection's id; null for a creation whose outcome is not known.</summary>
    public Guid? ConnectionId { get; internal init; }

    /// <summary>The connection's name before the change.</summary>
    public string ConnectionName { get; internal init; } = "";

    /// <summary>The name of its space before the change; null on client-managed sites and when names were not looked up.</summary>
    public string? SpaceName { get; internal init; }

    /// <summary>What was changed, such as Name, Owner or <c>Properties.host</c>; <c>Connection</c> if it was created or deleted.</summary>
    public string Member { get; internal init; } = "";

    /// <summary>The value before; null if there was none. Of a secret only asterisks.</summary>
    public object? Before { get; internal init; }

    /// <summary>The value afterwards; null if there is none. Of a secret only asterisks.</summary>
    public object? After { get; internal init; }

    /// <summary>The outcome.</summary>
    public QlikChangeOutcome Outcome { get; internal init; }

    /// <summary>The id of the error; null if there was none.</summary>
    public string? ErrorId { get; internal init; }

    /// <summary>Returns the name of the connection.</summary>
    public override string ToString() => ConnectionName;
}
