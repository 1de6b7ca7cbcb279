namespace QlikConnections.Sandbox;

/// <summary>What a tenant does with refresh tokens. Sources disagree about native clients [cloud 9.3], so all are available.</summary>
public enum RefreshTokens
{
    /// <summary>Each use gives a new one, and the old one is no longer valid.</summary>
    Rotated,

    /// <summary>One is given at the sign-in and stays valid.</summary>
    Kept,

    /// <summary>None is given.</summary>
    None,
}
