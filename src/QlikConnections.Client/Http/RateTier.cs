namespace QlikConnections.Client.Http;

/// <summary>What Qlik Cloud counts apart (fact sheet §1.6). A full tier blocks its own requests only.</summary>
internal enum RateTier
{
    /// <summary>Tier 1: most GETs.</summary>
    Read,

    /// <summary>Tier 2: what creates, changes or deletes, and token requests.</summary>
    Write,

    /// <summary>POST /users/actions/filter has a limit of its own.</summary>
    UserFilter,
}
