using System.Net;
#if !NETFRAMEWORK
using QlikConnections.Client.Engine;
#endif
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>Creates the client of a site and checks the sign-in, with precise errors.</summary>
public static class RepositoryConnector
{
    private const string Api = "api";
    private const string About = "qrs/about";

    /// <summary>The sign-in with the account that PowerShell runs under, which has no password to check.</summary>
    private const string OwnAccount = "WindowsDefault";

    /// <summary>Signs in.</summary>
    /// <exception cref="QlikException">The server cannot be reached, its certificate is not trusted, ours is not accepted, or the address
    /// does not belong to a repository.</exception>
    public static async Task<IDataConnectionClient> ConnectAsync(RepositoryConnectOptions options, CancellationToken cancellationToken)
    {
        if (options.Certificate is { } certificate)
        {
            ClientCertificate.Check(certificate, options.Time);
        }

        CheckHeader(options);
        if (options.Jwt is { } token && !FixedTokenSource.IsUsable(token))
        {
            throw QlikFailure.Create(nameof(Strings.QlikAuthenticationFailed), Strings.TokenUnusable, options.Name);
        }

        var chain = new HandlerChain();
        var limit = BodyLimit.OfMegabytes(options.MaximumResponseMB);
        var jwt = options.Jwt is null ? null : SecretText.Trimmed(options.Jwt);
        // Handlers outlive the session for some minutes, in the timers of the factory. They must not hold the caller's secrets.
        var advice = new Advice(
            QlikPlatform.Repository,
            ReferenceEquals(options.WindowsCredential, CredentialCache.DefaultCredentials) ? OwnAccount : options.Authentication
        )
        {
            Again = options.Again,
        };
        var login = options.WindowsCredential is { } credential ? new SessionLogin(credential) : null;
        options = options with { Jwt = null, WindowsCredential = login };
        var handlers = new RepositoryHandlers(options);
        var identity = new SiteIdentity(options, jwt);
        chain.Own(jwt);
        chain.Own(options.Proxy);
        chain.Own(login);
        chain.Own(options.OwnsCertificate ? options.Certificate : null);
        chain.Add(
            Api,
            options.Timeout,
            options.RateLimitMaxWait,
            options.Time,
            limit,
            options.PrimaryHandler ?? handlers.Create,
            () => new IdentityHandler(options, identity)
        );
        var transport = new ApiTransport(
            () => chain.Client(Api),
            options.Site,
            options.Name,
            options.Timeout,
            options.Time,
            // A virtual proxy offers the Windows sign-in only if the User-Agent contains "Windows".
            options.WindowsCredential is null || options.UserAgent.IndexOf("Windows", StringComparison.Ordinal) >= 0
                ? options.UserAgent
                : options.UserAgent + " Windows",
            limit,
            options.WindowsCredential is null ? RedirectRule.SignInNeeded : RedirectRule.SameHost,
            options.WindowsCredential is null ? null : About,
            advice);
#if NETFRAMEWORK
        var apps = new RepositoryApps();
#else
        var engine = new EngineConnector(options, identity, options.PrimaryHandler ?? handlers.Create, transport, advice);
        chain.Own(engine);
        var apps = new SiteApps(transport, engine);
#endif
        var client = new RepositoryClient(
            transport,
            apps,
            c => new QlikSession(options.Name, QlikPlatform.Repository, options.Site, c) { Authentication = options.Authentication },
            chain
        );
        try
        {
            // A GET without effect first: a redirect to the sign-in would lose the body of a POST.
            using var about = new ApiRequest(HttpMethod.Get, transport.Address(About));
            await transport.ObjectAsync(about, cancellationToken).ConfigureAwait(false);
            client.Session.UserName = options.UserId.Length == 0 ? null : $@"{options.UserDirectory}\{options.UserId}".TrimStart('\\');
            return client;
        }
        catch (QlikApiException exception)
        {
            client.Dispose();
            throw Explained(options, exception);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static void CheckHeader(RepositoryConnectOptions options)
    {
        if (options.HeaderName is not { } name)
        {
            return;
        }

        if (HeaderUser.ProblemOfUser(options.UserDirectory, options.UserId) is { } user)
        {
            throw QlikFailure.Create(nameof(Strings.QlikAuthenticationFailed), user, options.Name);
        }

        if (HeaderUser.ProblemOfName(name) is { } problem)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), problem);
        }
    }

    /// <summary>What a failed probe means [qrs 12.2].</summary>
    private static QlikException Explained(RepositoryConnectOptions options, QlikApiException exception)
    {
        var hint = exception switch
        {
            { StatusCode: HttpStatusCode.NotFound } => Strings.ProbeNotFound,
            { StatusCode: HttpStatusCode.Forbidden } => options.UserId.Length > 0 ? Strings.ProbeForbidden : Strings.ProbeForbiddenUser,
            { InnerException: { } inner } when NetworkFault.IsUntrustedCertificate(inner) => Strings.ProbeUntrusted,
            { InnerException: { } inner } when NetworkFault.IsTls(inner) => Strings.ProbeHandshake,
            { ErrorId: nameof(Strings.QlikUnreachable) } when options.Certificate is not null => Strings.ProbeCertificatePort,
            _ => null,
        };
        var errorId = hint == Strings.ProbeUntrusted ? nameof(Strings.QlikCertificateUntrusted) : exception.ErrorId;
        return hint is null ? exception : exception.As(errorId, exception.Message, hint);
    }
}
