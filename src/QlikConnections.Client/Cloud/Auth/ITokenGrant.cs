using System.Security;
using QlikConnections.Client.Cloud.Wire;

namespace QlikConnections.Client.Cloud;

/// <summary>What a session has to get access tokens with.</summary>
internal interface ITokenGrant : IDisposable
{
    /// <summary>False when another token cannot be requested.</summary>
    bool IsUsable { get; }

    /// <summary>A copy of the refresh token, if it is to be kept for the next session and was not taken before; otherwise null.</summary>
    SecureString? TakeRemembered();

    /// <summary>Requests an access token.</summary>
    Task<TokenWire> RequestAsync(CancellationToken cancellationToken);

    /// <summary>Ends at the server what a person has signed in to.</summary>
    /// <param name="accessToken">The last access token.</param>
    /// <param name="isRemembered">True if the refresh token was kept for the next session, and remains valid.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    Task RevokeAsync(SecureString accessToken, bool isRemembered, CancellationToken cancellationToken);
}
