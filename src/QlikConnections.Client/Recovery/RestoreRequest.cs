using System.Net;

namespace QlikConnections.Client.Recovery;

/// <summary>The options for restoring connections.</summary>
public sealed record class RestoreRequest
{
    /// <summary>Properties from the user: mainly secrets, or the connect statement.</summary>
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = new Dictionary<string, object?>();

    /// <summary>The login from the user; null for none.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>True to create connections without their secrets.</summary>
    public bool WithoutSecret { get; init; }

    /// <summary>True to finish rebuilds whose old connection still exists.</summary>
    public bool Finish { get; init; }

    /// <summary>True to roll back rebuilds whose old connection was deleted.</summary>
    public bool RollBack { get; init; }
}
