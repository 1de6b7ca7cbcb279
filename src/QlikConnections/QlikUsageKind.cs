namespace QlikConnections;

/// <summary>What an app does with a connection; several may apply.</summary>
[Flags]
public enum QlikUsageKind
{
    /// <summary>Nothing, or nothing that is known.</summary>
    None = 0,

    /// <summary>Loads data from it.</summary>
    Load = 1,

    /// <summary>Stores data to it.</summary>
    Store = 2,

    /// <summary>Loads the data of another app from it.</summary>
    Binary = 4,

    /// <summary>Includes a script from it.</summary>
    Include = 8,

    /// <summary>Its script connects to it.</summary>
    Connect = 16,
}
