namespace QlikConnections.Sandbox;

/// <summary>A use of a connection by an app, as the sandbox knows it: the truth to compare with.</summary>
/// <param name="AppId">The app.</param>
/// <param name="AppName">Its name.</param>
/// <param name="ConnectionId">The connection; null if the script names one that is not known before it runs.</param>
/// <param name="Written">How the script names the connection.</param>
/// <param name="Kind">Load, Store or Include.</param>
/// <param name="Reloads">In how many reloads it was used; 0 if only the script names it.</param>
/// <param name="Rows">The rows of the last reload.</param>
/// <param name="LastUsed">The end of the last reload; null if there is none.</param>
public sealed record SandboxAppUse(
    string AppId,
    string AppName,
    string? ConnectionId,
    string Written,
    string Kind,
    int Reloads,
    int Rows,
    DateTimeOffset? LastUsed
);
