namespace QlikConnections;

/// <summary>What an import does, or would do, with one connection. Contains no secret.</summary>
public sealed class QlikImportStep
{
    internal QlikImportStep()
    {
    }

    /// <summary>What is done.</summary>
    public QlikImportAction Action { get; internal init; }

    /// <summary>The name of the connection.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The name of its space on the server; null on client-managed sites.</summary>
    public string? SpaceName { get; internal init; }

    /// <summary>The members that change. Never null.</summary>
    public IReadOnlyList<QlikPropertyChange> Changes { get; internal init; } = [];

    /// <summary>Why it cannot be done; null if it can.</summary>
    public string? Reason { get; internal init; }

    /// <summary>The id of the connection on the server; null if it is not there yet.</summary>
    public Guid? Id { get; internal init; }

    /// <summary>Where the connection is imported from: a file, or a session.</summary>
    public string? Source { get; internal init; }

    /// <summary>The session whose server is changed.</summary>
    public string SessionName { get; internal init; } = "";

    /// <summary>Returns action and name.</summary>
    public override string ToString() => $"{Action}: {Name}";
}
