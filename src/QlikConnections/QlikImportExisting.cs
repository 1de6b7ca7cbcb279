namespace QlikConnections;

/// <summary>What an import does with a connection that exists on the server.</summary>
public enum QlikImportExisting
{
    /// <summary>Makes it as the import has it.</summary>
    Update,

    /// <summary>Leaves it as it is.</summary>
    Skip,

    /// <summary>Reports an error, and leaves it as it is.</summary>
    Fail,
}
