using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>A connection with what was planned for it.</summary>
/// <param name="Target">The connection.</param>
/// <param name="Planned">The plan, or why there is none.</param>
internal sealed record class PlannedTarget(ConnectionTarget Target, PlannedChange Planned)
{
    /// <summary>What will be sent.</summary>
    public DataConnectionChange Change => Planned.Plan!.Change;
}
