namespace QlikConnections.Client.Usage;

/// <summary>What is known of the connections of one app.</summary>
public sealed record class AppContent
{
    /// <summary>The reloads that the server remembers.</summary>
    public IReadOnlyList<AppReload> Reloads { get; init; } = [];

    /// <summary>What the load script refers to; empty if it was not read.</summary>
    public IReadOnlyList<ScriptReference> References { get; init; } = [];

    /// <summary>What the last reload used, as its lineage says it.</summary>
    public IReadOnlyList<ScriptReference> Lineage { get; init; } = [];

    /// <summary>Why something of the app could not be read; null if all was.</summary>
    public QlikException? Failure { get; init; }
}
