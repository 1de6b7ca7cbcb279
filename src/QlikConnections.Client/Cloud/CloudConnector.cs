using System.Collections.Concurrent;
using System.Net;
using QlikConnections.Client.Http;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Client.Cloud;

/// <summary>Creates the client of a tenant with its handler chain, and checks the sign-in.</summary>
public static class CloudConnector
{
    private const string Api = "api";
    private const string Token = "token";

    /// <summary>Signs in.</summary>
    /// <returns>A client whose session knows its user.</returns>
    /// <exception cref="QlikException">The server cannot be reached, refuses the sign-in, or is not a Qlik tenant.</exception>
    public static async Task<IDataConnectionClient> ConnectAsync(CloudConnectOptions options, CancellationToken cancellationToken)
    {
        if (options.Token is { } token && !FixedTokenSource.IsUsable(token))
        {
            throw QlikFailure.Create(nameof(Strings.QlikAuthenticationFailed), Strings.TokenUnusable, options.Name);
        }

        var (client, tokens) = Build(options);
        try
        {
            // A sign-in in the browser takes its time, and is not part of a request.
            await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
            // Checks address and token in one request, and returns the user.
            var me = await client.Users.MeAsync(cancellationToken).ConfigureAwait(false);
            client.Session.UserId = me.Id;
            client.Session.UserName = me.Name;
            return client;
        }
        catch (QlikApiException failure) when (IsOfAnotherServer(failure))
        {
            client.Dispose();
            throw failure.As(failure.ErrorId, failure.Message, Strings.ProbeNotTenant);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Whether a refusal is one of a server that knows none of the addresses of a tenant. A tenant says why it refuses.</summary>
    private static bool IsOfAnotherServer(QlikApiException failure) =>
        failure.ErrorId != nameof(Strings.QlikSignInRefused)
        && (
            failure.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
            || (failure.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden && !failure.HasWords())
        );

    private static Advice AdviceFor(CloudConnectOptions options) =>
        new(QlikPlatform.Cloud, options.Authentication) { Again = options.Again };

    private static (CloudClient Client, ITokenSource Tokens) Build(CloudConnectOptions options)
    {
        var chain = new HandlerChain();
        var limit = BodyLimit.OfMegabytes(options.MaximumResponseMB);
        var advice = AdviceFor(options);
        ApiTransport Transport(string name) =>
            new(
                () => chain.Client(name),
                options.Tenant,
                options.Name,
                options.Timeout,
                options.Time,
                options.UserAgent,
                limit,
                advice: advice
            );
        var tokens = Tokens(options, () => Transport(Token));
        chain.Own(tokens as IDisposable);
        chain.Own(options.Proxy);
        // Handlers outlive the session for some minutes, in the timers of the factory. They must not hold the caller's secrets.
        options = options with { Token = null, ClientSecret = null, Browser = null };
        var told = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var useProxy = options.Proxy is not null || !options.Tenant.IsLoopback;
        HttpMessageHandler Primary() => options.PrimaryHandler?.Invoke() ?? SystemHandler(options.Proxy, useProxy);
        chain.Add(Token, options.Timeout, options.RateLimitMaxWait, options.Time, limit, Primary);
        chain.Add(
            Api,
            options.Timeout,
            options.RateLimitMaxWait,
            options.Time,
            limit,
            Primary,
            () => new ApiVersionHandler(told),
            () => new AuthorizationHandler(tokens, options.Tenant)
        );
        var client = new CloudClient(
            Transport(Api),
            new CloudApi(options.ApiNamespace, options.Dialect),
            c => new QlikSession(options.Name, QlikPlatform.Cloud, options.Tenant, c)
            {
                Authentication = options.Authentication,
                ApiNamespace = options.ApiNamespace,
                Dialect = options.Dialect,
            },
            tokens,
            chain);
        return (client, tokens);
    }

    private static ITokenSource Tokens(CloudConnectOptions options, Func<ApiTransport> transport)
    {
        if (options.Token is { } token)
        {
            return new FixedTokenSource(token);
        }

        var endpoint = new TokenEndpoint(transport());
        return new OAuthTokenSource(
            options.Browser is { } browser
                ? new BrowserGrant(endpoint, new BrowserSignIn(browser, transport(), endpoint), browser, options.Name, AdviceFor(options))
                : new ClientCredentialGrant(endpoint, options.ClientId!, options.ClientSecret!),
            options.Time
        );
    }

#if NETFRAMEWORK
    private static HttpMessageHandler SystemHandler(SessionProxy? proxy, bool useProxy) =>
        FrameworkHandler.Complete(
            new HttpClientHandler { Proxy = proxy, UseProxy = useProxy, AllowAutoRedirect = false, UseCookies = false }
        );
#else
    private static SocketsHttpHandler SystemHandler(SessionProxy? proxy, bool useProxy) => new()
    {
        // Plain http to this computer must not send the token to the system's proxy on another one.
        Proxy = proxy,
        UseProxy = useProxy,
        // Redirects are followed explicitly: automatic redirects drop the token, or send it to another server.
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = System.Net.DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
#endif
}
