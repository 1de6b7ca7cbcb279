using System.Management.Automation;
using System.Net;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Http;
using QlikConnections.Client.Repository;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>A sign-in that is complete: a server, how to sign in to it, and what no profile holds.</summary>
/// <param name="Name">The name of the session.</param>
/// <param name="Profile">The server and how to sign in to it.</param>
internal sealed record class SignInRequest(string Name, SignInProfile Profile)
{
    private static readonly CloudConnectOptions Default = new() { Name = "", Tenant = new Uri("about:blank") };

    /// <summary>The key, token or password; null if none is needed.</summary>
    public SecureString? Secret { get; init; }

    /// <summary>The certificate, if it was given as an object; otherwise the profile says where it is.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The certificate of this computer that is used because none was named, in words; null for others.</summary>
    public string? LocalCertificate { get; init; }

    /// <summary>The command that signs in again; null if that is the parameter of the sign-in.</summary>
    public string? Command { get; init; }

    /// <summary>Where that command finds the secret, in words; null if it is passed.</summary>
    public string? Place { get; init; }

    /// <summary>How the user signs in in the browser; null for other sign-ins.</summary>
    public BrowserSignInOptions? Browser { get; init; }

    /// <summary>The network proxy; null for that of the system.</summary>
    public SessionProxy? Proxy { get; init; }

    private TimeSpan Timeout => Profile.TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : Default.Timeout;

    private TimeSpan RateLimitMaxWait => Profile.RateLimitWaitSec is { } seconds ? TimeSpan.FromSeconds(seconds) : Default.RateLimitMaxWait;

    private int MaximumResponseMB => Profile.MaximumResponseMB ?? Default.MaximumResponseMB;

    private string? Again => Command is null ? null
        : Place is null ? QlikFailure.Message(nameof(Strings.SignInAgain), Command)
        : QlikFailure.Message(nameof(Strings.SignInAgainSaved), Place, Command);

    /// <summary>Signs in.</summary>
    /// <param name="userAgent">The user agent: module, version and shell.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="QlikException">It is not possible.</exception>
    public Task<IDataConnectionClient> ConnectAsync(string userAgent, CancellationToken cancellationToken) =>
        Profile.Sandbox is { } platform ? SandboxAsync(platform, userAgent, cancellationToken)
        : Profile.Platform == QlikPlatform.Cloud ? CloudConnector.ConnectAsync(Tenant(userAgent), cancellationToken)
        : RepositoryConnector.ConnectAsync(Site(userAgent), cancellationToken);

    private Task<IDataConnectionClient> SandboxAsync(QlikPlatform platform, string userAgent, CancellationToken cancellationToken)
    {
        var session = new SandboxSession
        {
            StatePath = Profile.Path,
            Name = Name,
            ApiNamespace = Profile.ApiNamespace ?? QlikApiNamespace.V1,
            Dialect = Profile.Dialect ?? QlikDialect.Current,
            Timeout = Timeout,
            UserAgent = userAgent,
        };
        return session.ConnectAsync(platform, cancellationToken);
    }

    private CloudConnectOptions Tenant(string userAgent) => new()
    {
        Name = Name,
        Tenant = CloudAddress.Parse(Profile.Tenant!, Profile.AllowHttp),
        Token = Profile.SignIn == SignInKind.OAuth ? null : Secret,
        ClientId = Profile.SignIn == SignInKind.OAuth ? Profile.ClientId : null,
        ClientSecret = Profile.SignIn == SignInKind.OAuth ? Secret : null,
        Browser = Browser,
        ApiNamespace = Profile.ApiNamespace ?? QlikApiNamespace.V1,
        Dialect = Profile.Dialect ?? QlikDialect.Current,
        Authentication = Profile.SignIn.ToString(),
        Again = Again,
        Proxy = Proxy,
        Timeout = Timeout,
        RateLimitMaxWait = RateLimitMaxWait,
        MaximumResponseMB = MaximumResponseMB,
        UserAgent = userAgent,
    };

    private RepositoryConnectOptions Site(string userAgent)
    {
        var withCertificate = Profile.SignIn == SignInKind.Certificate;
        return new RepositoryConnectOptions
        {
            Name = Name,
            Site = RepositoryAddress.Parse(Profile.Server!, withCertificate, Profile.VirtualProxy),
            Authentication = (Profile.SignIn == SignInKind.WindowsDefault ? SignInKind.Windows : Profile.SignIn).ToString(),
            Again = Again,
            Certificate = withCertificate ? ClientCertificate() : null,
            OwnsCertificate = Certificate is null,
            UserDirectory = Profile.UserDirectory ?? "",
            UserId = Profile.UserId ?? "",
            WindowsCredential = Profile.SignIn switch
            {
                SignInKind.WindowsDefault => CredentialCache.DefaultCredentials,
                SignInKind.Windows => new PSCredential(Profile.UserName, Secret).GetNetworkCredential(),
                _ => null,
            },
            Jwt = Profile.SignIn == SignInKind.Jwt ? Secret : null,
            HeaderName = Profile.HeaderName,
            TrustedRoot = Profile.TrustedRoot is { } root ? new X509Certificate2(root) : null,
            SkipCertificateCheck = Profile.SkipCertificateCheck,
            EnginePort = Profile.EnginePort ?? RepositoryConnectOptions.DefaultEnginePort,
            Proxy = Proxy,
            Timeout = Timeout,
            RateLimitMaxWait = RateLimitMaxWait,
            MaximumResponseMB = MaximumResponseMB,
            UserAgent = userAgent,
        };
    }

    private X509Certificate2 ClientCertificate() =>
        Certificate
        ?? (Profile.CertificatePath is { } path
            ? CertificateFile.Client(path, Secret)
            : CertificateStore.Find(Profile.Certificate!, withKey: true));
}
