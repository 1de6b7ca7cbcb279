using System.Security;
using System.Text;
using System.Text.Json;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>Requests and ends tokens [cloud 9.2, 9.3].</summary>
internal sealed class TokenEndpoint(ApiTransport transport)
{
    /// <summary>The session's clock.</summary>
    public TimeProvider Time => transport.Time;

    /// <summary>The address of <c>POST /oauth/token</c>.</summary>
    public Uri Address => transport.Address("/oauth/token");

    /// <summary>Requests an access token. A request whose response was lost is sent again.</summary>
    /// <param name="body">Makes the body, and remembers its secrets.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>A response with an access token that can be sent.</returns>
    public async Task<TokenWire> RequestAsync(Func<RequestSecrets, TokenRequestWire> body, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Post, Address) { Repeatable = true };
        request.Content = ApiTransport.Json(body(request.Secrets), CloudJson.Default.TokenRequestWire);
        return Checked(
            request,
            await transport.SendAsync(request, CloudJson.Default.TokenWire, cancellationToken).ConfigureAwait(false)
        );
    }

    /// <summary>Exchanges a code for tokens. It is sent once: a code that is presented again ends the tokens that came from it.</summary>
    /// <param name="form">The body, form-encoded.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The response, and its body.</returns>
    public async Task<(TokenWire Tokens, byte[] Body)> RequestAsync(string form, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Post, Address);
        foreach (var field in form.Split('&').Select(f => f.Split('=')).Where(f => f.Length == 2 && f[0] is "code" or "code_verifier"))
        {
            request.Secrets.Add(Uri.UnescapeDataString(field[1].Replace('+', ' ')));
        }

        request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        var (tokens, body) = await transport
            .ReadAsync(
                request,
                utf8 => (JsonSerializer.Deserialize(utf8.Span, CloudJson.Default.TokenWire), utf8.ToArray()),
                cancellationToken
            )
            .ConfigureAwait(false);
        return (Checked(request, tokens), body);
    }

    /// <summary>Ends a token at the server.</summary>
    /// <param name="token">The token.</param>
    /// <param name="kind">access_token or refresh_token.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task RevokeAsync(SecureString token, string kind, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Post, transport.Address("/oauth/revoke"));
        request.Content = ApiTransport.Json(
            new RevocationWire(request.Secrets.Reveal(token), kind),
            CloudJson.Default.RevocationWire
        );
        var answer = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        answer.Content.Return();
    }

    private TokenWire Checked(ApiRequest request, TokenWire? tokens) =>
        tokens?.AccessToken is not { Length: > 0 } token || !HeaderText.IsUsable(token)
            ? throw transport.Failures.Unreadable(request, Strings.BodyWithoutToken)
        : tokens.TokenType is { } type && !type.Equals("bearer", StringComparison.OrdinalIgnoreCase)
            ? throw transport.Failures.Unreadable(request, Strings.BodyOtherToken)
        : tokens;
}
