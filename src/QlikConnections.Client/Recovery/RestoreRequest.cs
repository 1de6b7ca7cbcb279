using System.Net;

namespace QlikConnections.Client.Recovery;

/// <summary>How the user wants connections to be restored.</summary>
internal sealed record class RestoreRequest
{
    /// <summary>Properties that the user gave: secrets above all, or the connect statement.</summary>
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = new Dictionary<string, object?>();

    /// <summary>The login that the user gave; null for none.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>True to create connections without the secrets they had.</summary>
    public bool WithoutSecret { get; init; }

    /// <summary>True to finish rebuilds whose old connection is still there.</summary>
    public bool Finish { get; init; }

    /// <summary>True to take rebuilds back whose old connection is gone.</summary>
    public bool RollBack { get; init; }
}
