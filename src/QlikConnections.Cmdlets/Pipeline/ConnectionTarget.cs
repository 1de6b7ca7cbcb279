using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>A connection that a cmdlet is about to change.</summary>
/// <param name="Client">Where it lives.</param>
/// <param name="Current">Its present state, as the server has it.</param>
/// <param name="Input">What the user passed; the target of error records.</param>
internal sealed record class ConnectionTarget(IDataConnectionClient Client, QlikDataConnection Current, object Input)
{
    /// <summary>Its id.</summary>
    public Guid Id => Current.Id;

    /// <summary>The connection as people know it.</summary>
    public string Label => Current.Label();
}
