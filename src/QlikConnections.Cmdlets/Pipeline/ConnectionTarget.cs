using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>A connection that a cmdlet is about to change.</summary>
/// <param name="Client">Where it lives.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, for messages.</param>
/// <param name="SpaceName">Its space, for messages; null when not known.</param>
/// <param name="Current">Its present state; null when the cmdlet does not need it and it was not at hand.</param>
/// <param name="Input">What the user passed; the target of error records.</param>
internal sealed record class ConnectionTarget(
    IDataConnectionClient Client, Guid Id, string Name, string? SpaceName, QlikDataConnection? Current, object Input)
{
    /// <summary>The connection as people know it.</summary>
    public string Label =>
        SpaceName is null ? Name : QlikFailure.Message(nameof(Strings.TargetInSpace), Name, SpaceName);
}
