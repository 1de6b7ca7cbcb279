using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>A connection that a cmdlet is about to change.</summary>
/// <param name="Client">Its session.</param>
/// <param name="Current">Its current state on the server.</param>
/// <param name="Input">What the user passed; the target of error records.</param>
internal sealed record class ConnectionTarget(IDataConnectionClient Client, QlikDataConnection Current, object Input)
{
    /// <summary>Its id.</summary>
    public Guid Id => Current.Id;

    /// <summary>The connection for display.</summary>
    public string Label => Current.Label();
}
