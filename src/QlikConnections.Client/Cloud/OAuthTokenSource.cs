using System.Security;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// OAuth machine-to-machine tokens (POST /oauth/token, grant client_credentials). The call counts against the small rate tier,
/// so a token is kept until shortly before it expires, and requested only once for all waiting requests.
/// </summary>
internal sealed class OAuthTokenSource(ApiTransport transport, string clientId, SecureString clientSecret, TimeProvider time)
    : ITokenSource,
        IDisposable
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(6);

    /// <summary>No token is used for longer than this, whatever the server says.</summary>
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SecureString _secret = clientSecret.Copy();
    private string? _token;
    private DateTimeOffset _renewAt;

    public ValueTask<string> GetAsync(CancellationToken cancellationToken) =>
        FetchUnlessAsync(t => t is not null && time.GetUtcNow() < _renewAt, cancellationToken);

    public async ValueTask<string?> RenewAsync(string refused, CancellationToken cancellationToken) =>
        await FetchUnlessAsync(t => t is not null && t != refused, cancellationToken).ConfigureAwait(false);

    public void Dispose()
    {
        _token = null;
        _secret.Dispose();
        _gate.Dispose();
    }

    private async ValueTask<string> FetchUnlessAsync(Func<string?, bool> isGood, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!isGood(_token))
            {
                await FetchAsync(cancellationToken).ConfigureAwait(false);
            }

            return _token!;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Post, transport.Address("/oauth/token")) { Repeatable = true };
        request.Content = ApiTransport.Json(
            new TokenRequestWire("client_credentials", clientId, request.Secrets.Reveal(_secret)), CloudJson.Default.TokenRequestWire);
        var answer = await transport.SendAsync(request, CloudJson.Default.TokenWire, cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var seconds = answer.ExpiresIn ?? (answer.ExpiresAt - now)?.TotalSeconds ?? DefaultLifetime.TotalSeconds;
        var lifetime = TimeSpan.FromSeconds(Math.Max(0, Math.Min(seconds, LongestLifetime.TotalSeconds)));
        var margin = TimeSpan.FromTicks(Math.Min(LongestMargin.Ticks, lifetime.Ticks / 10));
        _token =
            answer.AccessToken is { Length: > 0 } token && HeaderText.IsUsable(token)
                ? token
                : throw transport.Unusable(
                    request,
                    QlikFailure.Message(nameof(Strings.BodyUnreadable), request.Display, "no usable access_token")
                );
        _renewAt = now + lifetime - margin;
    }
}
