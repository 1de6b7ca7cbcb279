using System.Security;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Client.Cloud;

/// <summary>The id and secret of an OAuth machine-to-machine client [cloud 9.2].</summary>
internal sealed class ClientCredentialGrant(TokenEndpoint endpoint, string clientId, SecureString clientSecret) : ITokenGrant
{
    private readonly SecureString _secret = clientSecret.Copy();

    public bool IsUsable => true;

    public SignInProfile? Remembered => null;

    public async Task<TokenWire?> RequestAsync(KeptToken? kept, CancellationToken cancellationToken) =>
        await endpoint
            .RequestAsync(
                secrets => new TokenRequestWire("client_credentials") { ClientId = clientId, ClientSecret = secrets.Reveal(_secret) },
                cancellationToken
            )
            .ConfigureAwait(false);

    public SecureString? TakeRemembered() => null;

    /// <summary>Nothing: other sessions of the client may have the same token.</summary>
    public Task RevokeAsync(SecureString accessToken, bool isRemembered, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _secret.Dispose();
}
