using System.Security;

namespace QlikConnections.Client.Http;

/// <summary>An API key or access token that the user holds.</summary>
internal sealed class FixedTokenSource(SecureString token) : ITokenSource
{
    /// <summary>False when the text cannot be a token: it could not even travel in a header.</summary>
    public static bool IsUsable(SecureString token) => Reveal(token).All(c => c is > ' ' and <= '~');

    public ValueTask<string> GetAsync(CancellationToken cancellationToken) => new(Reveal(token));

    public ValueTask<string?> RenewAsync(string refused, CancellationToken cancellationToken) => new((string?)null);

    // What is copied from a web page often ends in a line break.
    private static string Reveal(SecureString token) => SecretText.Reveal(token).Trim();
}
