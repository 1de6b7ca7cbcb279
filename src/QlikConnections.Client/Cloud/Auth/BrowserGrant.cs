using System.Net;
using System.Security;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// A person's sign-in in the browser [cloud 9.3]. The first token comes from the browser, the others from the refresh token, if the tenant
/// gave one. Each response may replace it. One that was remembered makes the browser unnecessary, as long as the tenant accepts it; of
/// several sessions that share one, the others find the new one where it is kept.
/// </summary>
internal sealed class BrowserGrant(
    TokenEndpoint endpoint,
    BrowserSignIn signIn,
    BrowserSignInOptions options,
    string sessionName,
    Advice advice
) : ITokenGrant
{
    /// <summary>A session that ends does not wait longer for its server.</summary>
    private static readonly TimeSpan LongestRevocation = TimeSpan.FromSeconds(15);

    private BrowserSignIn? _signIn = signIn;
    private SecureString? _refreshToken = options.RefreshToken?.Copy();

    /// <summary>Why the tenant does not accept the refresh token any longer.</summary>
    private QlikApiException? _refusal;

    private bool _isNew;

    public bool IsUsable => _signIn is not null || _refreshToken is not null;

    public SignInProfile? Remembered => options.Remembered;

    public async Task<TokenWire?> RequestAsync(KeptToken? kept, CancellationToken cancellationToken)
    {
        if (_refusal is null || TakeNewer(kept))
        {
            if (_refreshToken is not null && await RefreshAsync(_refreshToken, cancellationToken).ConfigureAwait(false) is { } refreshed)
            {
                return Signed(refreshed);
            }
        }

        if (_refusal is { } refusal)
        {
            if (kept is null && Remembered is not null)
            {
                return null;
            }

            // Another session may keep a new one a moment later: the next command looks for it.
            if (_signIn is not null || Remembered is null)
            {
                _refreshToken!.Dispose();
                _refreshToken = null;
                _refusal = null;
            }

            if (_signIn is null)
            {
                throw refusal;
            }

            RequestLog.Write(nameof(Strings.RememberedRefused), refusal.Message);
        }

        return Signed(await _signIn!.RunAsync(cancellationToken).ConfigureAwait(false));
    }

    public async Task RevokeAsync(SecureString accessToken, bool isRemembered, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = RevokeAllAsync(accessToken, isRemembered, stop.Token);
        var first = await Task.WhenAny(work, endpoint.Time.WaitAsync(LongestRevocation, stop.Token)).ConfigureAwait(false);
        stop.Cancel();
        cancellationToken.ThrowIfCancellationRequested();
        if (first != work)
        {
            // It ends too, by its token, which says nothing new.
            _ = work.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw QlikFailure.Create(nameof(Strings.QlikTimeout), "POST /oauth/revoke.", LongestRevocation.TotalSeconds);
        }

        await work.ConfigureAwait(false);
    }

    public SecureString? TakeRemembered()
    {
        var taken = Remembered is not null && _isNew ? _refreshToken?.Copy() : null;
        _isNew = false;
        return taken;
    }

    public void Dispose() => _refreshToken?.Dispose();

    /// <summary>The refresh token first: with it, somebody could get another access token. The second is sent even if the first is
    /// refused.</summary>
    private async Task RevokeAllAsync(SecureString accessToken, bool isRemembered, CancellationToken cancellationToken)
    {
        try
        {
            if (_refreshToken is not null && !(Remembered is not null && isRemembered))
            {
                await endpoint.RevokeAsync(_refreshToken, "refresh_token", cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await endpoint.RevokeAsync(accessToken, "access_token", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the refresh token that another session has put in the place of the refused one.</summary>
    /// <returns>False if it is still the same, or gone.</returns>
    private bool TakeNewer(KeptToken? kept)
    {
        if (kept?.Token is not { } token || SecretText.Reveal(token) == SecretText.Reveal(_refreshToken!))
        {
            return false;
        }

        _refreshToken!.Dispose();
        _refreshToken = token.Copy();
        _refusal = null;
        return true;
    }

    private TokenWire Signed(TokenWire tokens)
    {
        _signIn = null;
        if (tokens.RefreshToken is { Length: > 0 } next)
        {
            _refreshToken?.Dispose();
            _refreshToken = SecretText.Hide(next);
            _isNew = true;
        }

        return tokens;
    }

    /// <summary>Tokens for the refresh token; null if the tenant does not accept it, which it will not do later either.</summary>
    private async Task<TokenWire?> RefreshAsync(SecureString refreshToken, CancellationToken cancellationToken)
    {
        try
        {
            return await endpoint
                .RequestAsync(
                    secrets => new TokenRequestWire("refresh_token") { RefreshToken = secrets.Reveal(refreshToken) },
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (QlikApiException refusal)
            when (refusal.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            const string id = nameof(Strings.QlikAuthenticationFailed);
            // The status is that of the request that needed the token: 400 would mean that the request itself is wrong.
            _refusal = refusal.As(
                id,
                QlikFailure.Message(id, QlikFailure.Message(nameof(Strings.RefreshRefused), refusal.Message), sessionName),
                Remembered is null ? advice.Of(id) : $"{Strings.RememberedShared} {advice.Of(id)}",
                HttpStatusCode.Unauthorized
            );
            return null;
        }
    }
}
