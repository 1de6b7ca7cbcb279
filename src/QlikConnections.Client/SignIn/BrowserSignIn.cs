using Duende.IdentityModel.Jwk;
using Duende.IdentityModel.OidcClient;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.SignIn;

/// <summary>
/// One sign-in of a person in their browser: authorization code with PKCE [cloud 9.3]. The library makes the request and redeems the code.
/// It is loaded when a sign-in runs.
/// </summary>
internal sealed class BrowserSignIn(BrowserSignInOptions options, ApiTransport transport, TokenEndpoint endpoint)
{
    /// <summary>How often an address is asked for.</summary>
    private const int MostPastes = 3;

    /// <summary>What a tenant says to a browser without a session when it may not ask anything. The request itself is then in
    /// order.</summary>
    private static readonly string[] NeedsBrowser =
    [
        "login_required",
        "interaction_required",
        "consent_required",
        "account_selection_required",
    ];

    /// <summary>Signs in.</summary>
    /// <exception cref="QlikException">The tenant refuses, no port is free, or nobody signs in.</exception>
    public async Task<TokenWire> RunAsync(CancellationToken cancellationToken)
    {
        using var listener = options.AskAsync is null ? RedirectListener.Open(options.Ports) : null;
        var redirect = BrowserSignInOptions.RedirectAddress(listener?.Port ?? options.Ports[0]);
        using var channel = new TokenBackchannel(endpoint);
        var library = Library(redirect, channel);
        var request = await library.PrepareLoginAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        var address = new Uri(request.StartUrl);
        await ProbeAsync(address, redirect, cancellationToken).ConfigureAwait(false);
        await options.ShowAsync(address, cancellationToken).ConfigureAwait(false);
        var answer = await (
            listener is null
                ? AskAsync(redirect, request.State, cancellationToken)
                : ListenAsync(listener, request.State, cancellationToken)
        ).ConfigureAwait(false);
        if (!answer.HasCode)
        {
            throw Refused(answer, redirect);
        }

        var result = await library
            .ProcessResponseAsync($"{redirect}?{answer.Query}", request, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        try
        {
            return channel.Tokens() ?? throw Refusal(redirect, result.Error, result.ErrorDescription, null);
        }
        catch (QlikApiException refusal) when ((int?)refusal.StatusCode is >= 400 and < 500 and not 429)
        {
            throw Refusal(redirect, refusal);
        }
    }

    private OidcClient Library(string redirect, HttpMessageHandler channel) =>
        new(
            new OidcClientOptions
            {
                ClientId = options.ClientId,
                Scope = string.Join(" ", options.Scopes),
                RedirectUri = redirect,
                // Written here, because a discovery document could lead elsewhere.
                ProviderInformation = new ProviderInformation
                {
                    IssuerName = transport.Root.AbsoluteUri,
                    AuthorizeEndpoint = transport.Address("/oauth/authorize").AbsoluteUri,
                    TokenEndpoint = endpoint.Address.AbsoluteUri,
                    KeySet = new JsonWebKeySet(),
                },
                BackchannelHandler = channel,
                DisablePushedAuthorization = true,
                LoadProfile = false,
            }
        );

    /// <summary>
    /// Sends the request of the browser first, as one that may show no page. A tenant refuses a wrong client or redirect address without
    /// a redirect, so that it would be seen in the browser only, while this sign-in waits.
    /// </summary>
    private async Task ProbeAsync(Uri address, string redirect, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Get, new Uri(address.AbsoluteUri + "&prompt=none"));
        var answer = await transport.ProbeAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            if ((int)answer.Status is >= 400 and < 500 and not 401)
            {
                var refusal = transport.Failures.Refused(request, answer);
                // Another server than that of a tenant refuses the address, not the client.
                throw (int)answer.Status is 400 or 403 && refusal.HasWords() ? Refusal(redirect, refusal) : refusal;
            }

            if (
                answer.Location is { IsAbsoluteUri: true } back
                && back.AbsoluteUri.StartsWith(redirect + "?", StringComparison.Ordinal)
                && RedirectResponse.Parse(back.Query) is { HasCode: false } told
                && !NeedsBrowser.Contains(told.Error)
            )
            {
                throw Refused(told, redirect);
            }
        }
        finally
        {
            answer.Content.Return();
        }
    }

    private async Task<RedirectResponse> ListenAsync(RedirectListener listener, string state, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var received = listener.WaitAsync(state, stop.Token);
        var first = await Task.WhenAny(received, transport.Time.WaitAsync(options.Timeout, stop.Token)).ConfigureAwait(false);
        stop.Cancel();
        cancellationToken.ThrowIfCancellationRequested();
        return first == received
            ? await received.ConfigureAwait(false)
            : throw QlikFailure.Create(
                nameof(Strings.QlikSignInNotCompleted),
                QlikFailure.Message(nameof(Strings.SignInTimeout), options.Timeout.TotalSeconds)
            );
    }

    private async Task<RedirectResponse> AskAsync(string redirect, string state, CancellationToken cancellationToken)
    {
        string? problem = null;
        for (var i = 0; i < MostPastes; i++)
        {
            using var pasted = await options.AskAsync!(problem, cancellationToken).ConfigureAwait(false);
            if (pasted.Length == 0)
            {
                throw QlikFailure.Create(nameof(Strings.QlikSignInNotCompleted), Strings.PasteEmpty);
            }

            var answer = RedirectResponse.Pasted(SecretText.Reveal(pasted), redirect);
            if (answer?.State == state)
            {
                return answer;
            }

            problem = answer is null
                ? QlikFailure.Message(nameof(Strings.PasteNotRedirect), redirect)
                : Strings.PasteAnotherSignIn;
        }

        throw QlikFailure.Create(nameof(Strings.QlikSignInNotCompleted), problem);
    }

    private QlikApiException Refused(RedirectResponse answer, string redirect) =>
        Refusal(redirect, answer.Error, answer.Detail, answer.Code);

    /// <summary>A refusal that came as a response.</summary>
    private QlikApiException Refusal(string redirect, QlikApiException refusal) =>
        refusal.As(
            nameof(Strings.QlikSignInRefused),
            QlikFailure.Message(nameof(Strings.QlikSignInRefused), Said(refusal)),
            SignInAdvice.Of(refusal.Code, null, redirect, options)
        );

    /// <summary>What the tenant said; without words of its own the whole message, which has the request and the status.</summary>
    private static string Said(QlikApiException refusal) =>
        new ApiError(refusal.Code, refusal.Title, refusal.Detail, null, null).ToString() is { Length: > 0 } said ? said : refusal.Message;

    /// <summary>A refusal that came through the browser, or from the library.</summary>
    private QlikApiException Refusal(string redirect, string? error, string? detail, string? code)
    {
        var words = ApiError.Words(string.Join(": ", new[] { error, detail }.Where(t => !string.IsNullOrEmpty(t))));
        return new QlikApiException(
            nameof(Strings.QlikSignInRefused),
            QlikFailure.Message(nameof(Strings.QlikSignInRefused), code is null ? words : $"{words} ({ApiError.Words(code)})"),
            SignInAdvice.Of(code, error, redirect, options)
        )
        {
            Code = ApiError.Words(code ?? error ?? ""),
            Title = error is null ? null : ApiError.Words(error),
            Detail = detail is null ? null : ApiError.Words(detail),
        };
    }
}
