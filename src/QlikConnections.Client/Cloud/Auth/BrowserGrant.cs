using System.Net;
using System.Security;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// A person's sign-in in the browser [cloud 9.3]. The first token comes from the browser, the others from the refresh token, if the tenant
/// gave one. Each response may replace it. One that was remembered makes the browser unnecessary, as long as the tenant accepts it.
/// </summary>
internal sealed class BrowserGrant(TokenEndpoint endpoint, BrowserSignIn signIn, BrowserSignInOptions options, string sessionName)
    : ITokenGrant
{
    /// <summary>A session that ends does not wait longer for its server.</summary>
    private static readonly TimeSpan LongestRevocation = TimeSpan.FromSeconds(15);

    private BrowserSignIn? _signIn = signIn;
    private SecureString? _refreshToken = options.RefreshToken?.Copy();

    private bool _isNew;

    public bool IsUsable => _signIn is not null || _refreshToken is not null;

    public async Task<TokenWire> RequestAsync(CancellationToken cancellationToken)
    {
        var tokens = _signIn is null
            ? await RefreshAsync(_refreshToken!, cancellationToken).ConfigureAwait(false)
            : await RememberedAsync(cancellationToken).ConfigureAwait(false)
                ?? await _signIn.RunAsync(cancellationToken).ConfigureAwait(false);
        _signIn = null;
        if (tokens.RefreshToken is { Length: > 0 } next)
        {
            _refreshToken?.Dispose();
            _refreshToken = SecretText.Hide(next);
            _isNew = true;
        }

        return tokens;
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
        var taken = options.Remembers && _isNew ? _refreshToken?.Copy() : null;
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
            if (_refreshToken is not null && !(options.Remembers && isRemembered))
            {
                await endpoint.RevokeAsync(_refreshToken, "refresh_token", cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await endpoint.RevokeAsync(accessToken, "access_token", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tokens with what an earlier session left; null if there is nothing, or the tenant does not accept it any longer.</summary>
    private async Task<TokenWire?> RememberedAsync(CancellationToken cancellationToken)
    {
        if (_refreshToken is null)
        {
            return null;
        }

        try
        {
            return await RefreshAsync(_refreshToken, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException refusal) when (refusal.StatusCode == HttpStatusCode.Unauthorized)
        {
            RequestLog.Write(nameof(Strings.RememberedRefused), refusal.Message);
            return null;
        }
    }

    private async Task<TokenWire> RefreshAsync(SecureString refreshToken, CancellationToken cancellationToken)
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
            // It will not be accepted later either.
            _refreshToken = null;
            refreshToken.Dispose();
            const string id = nameof(Strings.QlikAuthenticationFailed);
            // The status is that of the request that needed the token: 400 would mean that the request itself is wrong.
            throw refusal.As(
                id,
                QlikFailure.Message(id, QlikFailure.Message(nameof(Strings.RefreshRefused), refusal.Message), sessionName),
                Strings.QlikAuthenticationFailed_Action_Interactive,
                HttpStatusCode.Unauthorized
            );
        }
    }
}
