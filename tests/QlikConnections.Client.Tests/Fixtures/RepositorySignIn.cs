using System.Net;
using System.Security.Cryptography.X509Certificates;
using QlikConnections.Client.Http;
using QlikConnections.Client.Repository;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>A sign-in to a repository on its sockets, as the cmdlet does it: by certificate as INTERNAL\sa_api unless said
/// otherwise.</summary>
internal sealed record class RepositorySignIn
{
    public required Uri Site { get; init; }

    public X509Certificate2? Certificate { get; init; }

    public X509Certificate2? TrustedRoot { get; init; }

    public string Name { get; init; } = "site";

    public string UserDirectory { get; init; } = "INTERNAL";

    public string UserId { get; init; } = "sa_api";

    public ICredentials? Windows { get; init; }

    public string? Jwt { get; init; }

    public string? HeaderName { get; init; }

    public SessionProxy? Proxy { get; init; }

    public bool SkipCertificateCheck { get; init; }

    public FakeTime? Time { get; init; }

    public RepositoryTap? Tap { get; init; }

    public int EnginePort { get; init; } = RepositoryConnectOptions.DefaultEnginePort;

    public TimeSpan? Timeout { get; init; }

    public int MaximumResponseMB { get; init; } = BodyLimit.DefaultMegabytes;

    public static RepositorySignIn ByCertificate(RepositoryHost host) => new()
    {
        Site = host.CertificateAddress,
        Certificate = host.Certificates.Client,
        TrustedRoot = host.Certificates.Root,
        EnginePort = host.EngineAddress.Port,
    };

    public static RepositorySignIn ByJwt(RepositoryHost host, string user = @"ACME\admin") =>
        new() { Site = new Uri(host.ProxyAddress, "jwt/"), TrustedRoot = host.Certificates.Root, Jwt = host.IssueToken(user), UserId = "" };

    public static RepositorySignIn ByHeader(RepositoryHost host, string directory = "ACME", string user = "admin") =>
        new()
        {
            Site = new Uri(host.ProxyAddress, "hdr/"),
            TrustedRoot = host.Certificates.Root,
            HeaderName = host.HeaderName,
            UserDirectory = directory,
            UserId = user,
        };

    /// <summary>Basic replaces the Windows login; the host needs the option for it.</summary>
    public static RepositorySignIn ByWindows(RepositoryHost host, string user = @"ACME\admin", string? password = null) => new()
    {
        Site = host.ProxyAddress,
        TrustedRoot = host.Certificates.Root,
        UserId = "",
        Windows = new NetworkCredential(user, password ?? RepositoryHost.WindowsPassword),
    };

    public Task<IDataConnectionClient> ConnectAsync() => RepositoryConnector.ConnectAsync(
        Options(Tap is { } tap ? () => tap.Around(new RepositoryHandlers(Options(null)).Create()) : null),
        TestContext.Current.CancellationToken);

    private RepositoryConnectOptions Options(Func<HttpMessageHandler>? primary) => new()
    {
        Name = Name,
        Site = Site,
        Authentication = "Test",
        Certificate = Certificate,
        TrustedRoot = TrustedRoot,
        UserDirectory = UserDirectory,
        UserId = UserId,
        WindowsCredential = Windows,
        Jwt = Jwt is null ? null : SandboxClient.Secure(Jwt),
        HeaderName = HeaderName,
        Proxy = Proxy,
        SkipCertificateCheck = SkipCertificateCheck,
        EnginePort = EnginePort,
        MaximumResponseMB = MaximumResponseMB,
        Timeout = Timeout ?? Time?.Attempt ?? FakeTime.DefaultAttempt,
        Time = Time ?? TimeProvider.System,
        PrimaryHandler = primary,
    };
}
