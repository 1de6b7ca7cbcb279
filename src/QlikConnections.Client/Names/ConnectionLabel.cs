namespace QlikConnections.Client;

/// <summary>A connection for display, in prompts and errors.</summary>
public static class ConnectionLabel
{
    /// <summary>The name, with the space where it is known.</summary>
    public static string Label(this QlikDataConnection connection) => connection.SpaceName is not { } space ? connection.Name
        : QlikFailure.Message(nameof(Strings.TargetInSpace), connection.Name, space);
}
