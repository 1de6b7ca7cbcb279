using QlikConnections.Sandbox.Tenancy;

namespace QlikConnections.Sandbox.SignIn;

/// <summary>What a user has allowed a client. Tokens that come from one sign-in have the same grant.</summary>
/// <param name="Client">The client.</param>
/// <param name="UserId">The user.</param>
/// <param name="Scopes">What the client may do.</param>
internal sealed record Grant(OAuthClient Client, string UserId, IReadOnlyList<string> Scopes)
{
    /// <summary>The scope without which there is no refresh token.</summary>
    public const string Offline = "offline_access";

    /// <summary>Distinguishes the sign-ins of one user.</summary>
    public Guid Id { get; } = Guid.NewGuid();
}
