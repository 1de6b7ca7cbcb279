namespace QlikConnections.Client.Statements;

/// <summary>Where a name stands. The same word means different things in different places.</summary>
internal enum NameContext
{
    /// <summary>An item of a connect statement, or a property of a data source.</summary>
    Item,

    /// <summary>A header or query parameter of a request: here anything that sounds like a credential is taken for one.</summary>
    Parameter,

    /// <summary>A member inside a value: JSON, XML, a nested connection string, free text.</summary>
    Inside,
}
