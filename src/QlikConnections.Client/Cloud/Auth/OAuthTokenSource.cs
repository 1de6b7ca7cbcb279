using System.Security;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// OAuth access tokens (POST /oauth/token). The call counts against the small rate tier, so a token is kept until shortly before it
/// expires, and requested only once for all waiting requests.
/// </summary>
internal sealed class OAuthTokenSource(ITokenGrant grant, TimeProvider time) : ITokenSource, IDisposable
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(6);

    /// <summary>No token is used for longer than this, whatever the server says.</summary>
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private string? _token;
    private DateTimeOffset _renewAt;

    public async ValueTask<string> GetAsync(CancellationToken cancellationToken) =>
        (await FetchUnlessAsync(t => t is not null && time.GetUtcNow() < _renewAt, cancellationToken).ConfigureAwait(false))!;

    public async ValueTask<string?> RenewAsync(string refused, CancellationToken cancellationToken) =>
        await FetchUnlessAsync(t => t is not null && t != refused, cancellationToken).ConfigureAwait(false) is { } token && token != refused
            ? token
            : null;

    public async Task RevokeAsync(bool isRemembered, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_token is not null)
            {
                using var token = SecretText.Hide(_token);
                await grant.RevokeAsync(token, isRemembered, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask<SecureString?> TakeRememberedAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return grant.TakeRemembered();
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _token = null;
        grant.Dispose();
        _gate.Dispose();
    }

    private async ValueTask<string?> FetchUnlessAsync(Func<string?, bool> isGood, CancellationToken cancellationToken)
    {
        KeptToken? kept = null;
        while (true)
        {
            await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (isGood(_token) || !grant.IsUsable)
                {
                    return _token;
                }

                if (await grant.RequestAsync(kept, cancellationToken).ConfigureAwait(false) is { } answer)
                {
                    Keep(answer);
                    return _token;
                }
            }
            finally
            {
                _gate.Release();
            }

            // Not behind the gate: it waits for PowerShell's thread, where another command may run that needs a token.
            kept = new KeptToken(RememberedTokens.Reader is { } read ? await read(grant.Remembered!).ConfigureAwait(false) : null);
        }
    }

    private void Keep(TokenWire answer)
    {
        var now = time.GetUtcNow();
        var seconds = answer.ExpiresIn ?? (answer.ExpiresAt - now)?.TotalSeconds ?? DefaultLifetime.TotalSeconds;
        var lifetime = TimeSpan.FromSeconds(Math.Max(0, Math.Min(seconds, LongestLifetime.TotalSeconds)));
        var margin = TimeSpan.FromTicks(Math.Min(LongestMargin.Ticks, lifetime.Ticks / 10));
        _token = answer.AccessToken;
        _renewAt = now + lifetime - margin;
    }
}
