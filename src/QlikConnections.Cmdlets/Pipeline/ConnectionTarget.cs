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

    /// <summary>True if the command works in several sessions: each may have a connection of this name.</summary>
    public bool IsOfOneOfSeveral { get; init; }

    /// <summary>The connection for display.</summary>
    public string Label => IsOfOneOfSeveral
        ? QlikFailure.Message(nameof(Strings.TargetInSession), Current.Label(), Client.Session.Name)
        : Current.Label();
}
