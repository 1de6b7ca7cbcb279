namespace QlikConnections.Sandbox.Repository;

/// <summary>What the repository keeps: every entity has an id and remembers who changed it last, and when.</summary>
internal interface ISiteEntity
{
    Guid Id { get; }

    DateTimeOffset Created { get; }

    DateTimeOffset Modified { get; }

    /// <summary>DIR\user.</summary>
    string ModifiedBy { get; }
}
