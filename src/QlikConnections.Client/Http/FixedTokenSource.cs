using System.Security;

namespace QlikConnections.Client.Http;

/// <summary>An API key or access token that the user holds.</summary>
internal sealed class FixedTokenSource(SecureString token) : ITokenSource
{
    public ValueTask<string> GetAsync(CancellationToken cancellationToken) => new(SecretText.Reveal(token));

    public ValueTask<string?> RenewAsync(string refused, CancellationToken cancellationToken) => new((string?)null);
}
