namespace QlikConnections.Client.Statements;

/// <summary>The context of a name. The same word has different meanings in different places.</summary>
internal enum NameContext
{
    /// <summary>An item of a connect statement, or a property of a data source.</summary>
    Item,

    /// <summary>A header or query parameter of a request: here every name that looks like a credential is treated as one.</summary>
    Parameter,

    /// <summary>A member inside a value: JSON, XML, a nested connection string, free text.</summary>
    Inside,
}
