using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// What the parameters say at one row of the input, kept until all rows are gathered. Two rows that say the same are equal, so that
/// names in them are looked up once.
/// </summary>
internal interface IRowRequest
{
    /// <summary>The new name; null to keep the present one.</summary>
    string? NewName { get; }

    /// <summary>The new space as it was given; null to stay.</summary>
    string? NewSpace { get; }

    /// <summary>The change, with the names in it looked up.</summary>
    /// <exception cref="QlikException">A name is unknown, or a value cannot be used.</exception>
    Task<DataConnectionChange> ToChangeAsync(IDataConnectionClient client, NameLookups names, CancellationToken cancellationToken);
}
