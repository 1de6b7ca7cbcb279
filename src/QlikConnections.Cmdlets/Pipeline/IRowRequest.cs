using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// The parameters for one row of the input, kept until all rows are collected. Two rows with the same values are equal, so that names in
/// them are looked up once.
/// </summary>
internal interface IRowRequest
{
    /// <summary>The new name; null to keep the current one.</summary>
    string? NewName { get; }

    /// <summary>The new space as it was given; null to keep the current one.</summary>
    string? NewSpace { get; }

    /// <summary>True when nothing is to be changed.</summary>
    bool IsEmpty { get; }

    /// <summary>The change, with the names in it looked up.</summary>
    /// <exception cref="QlikException">A name is unknown, or a value cannot be used.</exception>
    Task<DataConnectionChange> ToChangeAsync(IDataConnectionClient client, NameLookups names, CancellationToken cancellationToken);
}
