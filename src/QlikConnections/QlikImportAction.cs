namespace QlikConnections;

/// <summary>What an import does with a connection.</summary>
public enum QlikImportAction
{
    /// <summary>The server has it as it is to be.</summary>
    Unchanged,

    /// <summary>It is created.</summary>
    Create,

    /// <summary>It is changed in place.</summary>
    Update,

    /// <summary>It is replaced by a new connection of the same name, because its data source differs.</summary>
    Rebuild,

    /// <summary>It is deleted, because the import does not have it.</summary>
    Remove,

    /// <summary>It exists, and existing connections are left as they are.</summary>
    Skip,

    /// <summary>It cannot be made so; the step has the reason.</summary>
    Impossible,
}
