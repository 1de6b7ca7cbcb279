namespace QlikConnections.Client;

/// <summary>A creation that was checked; nothing was sent yet.</summary>
/// <param name="Definition">The connection.</param>
/// <param name="Model">The connection that it is made like; null for none.</param>
/// <param name="Warnings">What else the user should know.</param>
public sealed record class CreationPlan(DataConnectionDefinition Definition, QlikDataConnection? Model, IReadOnlyList<string> Warnings)
{
    /// <summary>The gateway as the user named it; null for none.</summary>
    public string? Gateway { get; init; }
}
