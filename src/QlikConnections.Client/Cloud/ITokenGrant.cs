using System.Security;
using QlikConnections.Client.Cloud.Wire;

namespace QlikConnections.Client.Cloud;

/// <summary>What a session has to get access tokens with.</summary>
internal interface ITokenGrant : IDisposable
{
    /// <summary>False when another token cannot be requested.</summary>
    bool IsUsable { get; }

    /// <summary>Requests an access token.</summary>
    Task<TokenWire> RequestAsync(CancellationToken cancellationToken);

    /// <summary>Ends at the server what a person has signed in to.</summary>
    /// <param name="accessToken">The last access token.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    Task RevokeAsync(SecureString accessToken, CancellationToken cancellationToken);
}
