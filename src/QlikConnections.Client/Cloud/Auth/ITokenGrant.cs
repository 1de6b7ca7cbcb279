using System.Security;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Client.Cloud;

/// <summary>What a session has to get access tokens with.</summary>
internal interface ITokenGrant : IDisposable
{
    /// <summary>False when another token cannot be requested.</summary>
    bool IsUsable { get; }

    /// <summary>A copy of the refresh token, if it is to be kept for the next session and was not taken before; otherwise null.</summary>
    SecureString? TakeRemembered();

    /// <summary>Where the refresh token is kept for the next session; null if it is not.</summary>
    SignInProfile? Remembered { get; }

    /// <summary>Requests an access token.</summary>
    /// <param name="kept">The refresh token that was read again from <see cref="Remembered"/>; null if it was not read.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>Null if the server has refused a refresh token that another session may have replaced, so that it is to be read
    /// again.</returns>
    Task<TokenWire?> RequestAsync(KeptToken? kept, CancellationToken cancellationToken);

    /// <summary>Ends at the server what a person has signed in to.</summary>
    /// <param name="accessToken">The last access token.</param>
    /// <param name="isRemembered">True if the refresh token was kept for the next session, and remains valid.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    Task RevokeAsync(SecureString accessToken, bool isRemembered, CancellationToken cancellationToken);
}
