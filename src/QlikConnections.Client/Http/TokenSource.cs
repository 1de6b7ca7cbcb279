using System.Security;

namespace QlikConnections.Client.Http;

/// <summary>Where bearer tokens come from.</summary>
internal interface ITokenSource
{
    /// <summary>The token to send.</summary>
    ValueTask<string> GetAsync(CancellationToken cancellationToken);

    /// <summary>A new token after the server refused <paramref name="refused"/>; null when there is no other.</summary>
    ValueTask<string?> RenewAsync(string refused, CancellationToken cancellationToken);
}

/// <summary>An API key or access token that the user holds.</summary>
internal sealed class FixedTokenSource(SecureString token) : ITokenSource, IDisposable
{
    /// <summary>Our own: what the user gave is theirs to keep or to clear.</summary>
    private readonly SecureString _token = token.Copy();

    /// <summary>False when the text cannot be a token: it could not even travel in a header.</summary>
    public static bool IsUsable(SecureString token) => HeaderText.IsUsable(Reveal(token));

    public ValueTask<string> GetAsync(CancellationToken cancellationToken) => new(Reveal(_token));

    public ValueTask<string?> RenewAsync(string refused, CancellationToken cancellationToken) => new((string?)null);

    public void Dispose() => _token.Dispose();

    // What is copied from a web page often ends in a line break.
    private static string Reveal(SecureString token) => SecretText.Reveal(token).Trim();
}
