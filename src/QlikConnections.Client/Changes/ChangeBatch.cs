namespace QlikConnections.Client;

/// <summary>The bulk requests.</summary>
internal enum ChangeBatch
{
    /// <summary>Deletes.</summary>
    Deletion,

    /// <summary>Changes the space alone, which is also possible for a single connection.</summary>
    Space,

    /// <summary>Changes the owner, and optionally the space. There is no other way.</summary>
    Owner,
}
