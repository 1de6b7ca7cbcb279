namespace QlikConnections.Sandbox.Tenancy;

/// <summary>An app with its script and what its reloads used.</summary>
internal sealed record App
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Null: the personal space of the owner.</summary>
    public string? SpaceId { get; init; }

    public required string OwnerId { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>What the script refers to.</summary>
    public IReadOnlyList<AppUse> Uses { get; init; } = [];

    /// <summary>The latest first.</summary>
    public IReadOnlyList<Reload> Reloads { get; init; } = [];

    public string Script { get; init; } = "";
}

/// <summary>A reference of a script to a connection.</summary>
/// <param name="ConnectionId">The connection; null if the script names one that is not known before it runs.</param>
/// <param name="Written">How the script names it.</param>
/// <param name="Kind">What it does with it.</param>
/// <param name="Rows">How many rows each reload loads or stores.</param>
/// <param name="IsFile">True for a file, false for a statement that is sent to the source.</param>
/// <param name="HasId">False if the metadata of a reload has the name only.</param>
internal sealed record AppUse(
    string? ConnectionId,
    string Written,
    AppUseKind Kind,
    int Rows,
    bool IsFile,
    bool HasId = true
);

/// <summary>What a script does with a connection.</summary>
internal enum AppUseKind
{
    Load,
    Store,
    Include,
}

/// <summary>A reload. One that failed has no statements.</summary>
internal sealed record Reload(string Id, DateTimeOffset End, bool Success);
