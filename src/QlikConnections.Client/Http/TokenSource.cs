using System.Security;

namespace QlikConnections.Client.Http;

/// <summary>Where bearer tokens come from.</summary>
internal interface ITokenSource
{
    /// <summary>The token to send.</summary>
    ValueTask<string> GetAsync(CancellationToken cancellationToken);

    /// <summary>A new token after the server refused <paramref name="refused"/>; null when there is no other.</summary>
    ValueTask<string?> RenewAsync(string refused, CancellationToken cancellationToken);

    /// <summary>Ends at the server what a person has signed in to; nothing for keys and for tokens that came from elsewhere.</summary>
    Task RevokeAsync(bool isRemembered, CancellationToken cancellationToken);

    /// <summary>A copy of the refresh token, if it is to be kept for the next session and was not taken before; otherwise null.</summary>
    ValueTask<SecureString?> TakeRememberedAsync(CancellationToken cancellationToken);
}

/// <summary>An API key or access token of the user.</summary>
internal sealed class FixedTokenSource(SecureString token) : ITokenSource, IDisposable
{
    /// <summary>Our own copy: the user's SecureString is not disposed.</summary>
    private readonly SecureString _token = SecretText.Trimmed(token);

    /// <summary>False if the text cannot be a token, because a header cannot contain it.</summary>
    public static bool IsUsable(SecureString token) => HeaderText.IsUsable(SecretText.Reveal(token).Trim());

    public ValueTask<string> GetAsync(CancellationToken cancellationToken) => new(SecretText.Reveal(_token));

    public ValueTask<string?> RenewAsync(string refused, CancellationToken cancellationToken) => new((string?)null);

    public Task RevokeAsync(bool isRemembered, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<SecureString?> TakeRememberedAsync(CancellationToken cancellationToken) => new((SecureString?)null);

    public void Dispose() => _token.Dispose();
}
