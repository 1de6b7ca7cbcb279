namespace QlikConnections.Client.Usage;

/// <summary>What a load script does with a connection.</summary>
public enum ScriptReferenceKind
{
    /// <summary>Reads a file or a folder of it.</summary>
    Load,

    /// <summary>Writes a file to it.</summary>
    Store,

    /// <summary>Loads the data of another app from it.</summary>
    Binary,

    /// <summary>Includes another script from it.</summary>
    Include,

    /// <summary>Connects to it: <c>LIB CONNECT TO</c>.</summary>
    Connect,

    /// <summary>Connects to a data source without a connection: <c>ODBC</c>, <c>OLEDB</c> or <c>CUSTOM CONNECT TO</c>.</summary>
    Inline,
}
