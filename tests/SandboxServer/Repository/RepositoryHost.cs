using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using QlikConnections.Sandbox;

namespace SandboxServer;

/// <summary>
/// A repository behind real sockets on the loopback address: one port that wants a client certificate, as 4242 does, one of the
/// proxy, as 443, one of its authentication module, as 4244, and one of the engine, as 4747.
/// </summary>
public sealed class RepositoryHost : IAsyncDisposable
{
    /// <summary>The password of every user where Basic replaces Windows authentication. Fixed, and valid only for a
    /// sandbox.</summary>
    public const string WindowsPassword = "sandbox-windows";

    private readonly WebApplication[] _apps;
    private readonly HttpMessageInvoker _behindCertificate;
    private readonly ProxySessions _sessions;
    private readonly JwtIssuer _tokens;

    private RepositoryHost(RepositorySandbox sandbox, RepositoryHostOptions options)
    {
        Sandbox = sandbox;
        HeaderName = options.HeaderName;
        Certificates = options.Certificates ?? SiteCertificates.Shared;
        _behindCertificate = new(sandbox.CreateHandler(RepositoryCaller.Certificate));
        _sessions = new(options.SessionLimit);
        _tokens = new();
        var bridge = new SandboxBridge(options.Latency, options.Clock);
        Faults = bridge.Faults;
        var control = new ControlEndpoints(new RepositoryControls(sandbox, _sessions), bridge);
        Front = new(sandbox, _sessions, _tokens, options);
        var module = new AuthenticationModule(_sessions, options);
        var engine = new EngineFront(sandbox);
        WebApplication App(
            ClientCertificateMode mode,
            Func<HttpContext, string, Task<HttpResponseMessage>> answer,
            Func<HttpContext, string, Fault?, Task>? serve = null,
            SiteCertificates? certificates = null
        ) => Build(control, bridge, mode, answer, serve, (certificates ?? Certificates).Server);
        _apps =
        [
            App(
                ClientCertificateMode.RequireCertificate,
                (context, target) => SandboxBridge.ForwardAsync(context, target, _behindCertificate)
            ),
            App(
                ClientCertificateMode.NoCertificate,
                Front.AnswerAsync,
                (context, target, fault) => Front.ServeAsync(context, target, fault, engine)
            ),
            App(ClientCertificateMode.NoCertificate, module.AnswerAsync),
            App(
                ClientCertificateMode.RequireCertificate,
                (_, _) => Task.FromResult(ProxyPages.NotFound()),
                (context, target, fault) => engine.AnswerAsync(context, target, RepositoryCaller.Certificate, fault),
                options.EngineCertificates
            ),
        ];
    }

    /// <summary>The site that is served.</summary>
    public RepositorySandbox Sandbox { get; }

    /// <summary>The faults to come, on all ports.</summary>
    public FaultPlan Faults { get; }

    /// <summary>What clients trust and present.</summary>
    public SiteCertificates Certificates { get; }

    /// <summary>The header that the virtual proxy /hdr trusts.</summary>
    public string HeaderName { get; }

    /// <summary>https, 127.0.0.1 and the port that requires a client certificate.</summary>
    public Uri CertificateAddress => Address(0);

    /// <summary>https, 127.0.0.1 and the port of the proxy. Virtual proxies: none (Windows), /jwt and /hdr.</summary>
    public Uri ProxyAddress => Address(1);

    /// <summary>https, 127.0.0.1 and the port of the authentication module, where Windows credentials are asked for.</summary>
    public Uri AuthenticationAddress => Address(2);

    /// <summary>https, 127.0.0.1 and the port of the engine, which requires a client certificate, too.</summary>
    public Uri EngineAddress => Address(3);

    private ProxyFront Front { get; }

    /// <summary>Starts a host; it listens when the task ends.</summary>
    public static async Task<RepositoryHost> StartAsync(RepositoryHostOptions? options = null)
    {
        options ??= new();
        var host = new RepositoryHost(options.Sandbox ?? RepositorySandbox.Create(), options);
        foreach (var app in host._apps)
        {
            await app.StartAsync();
        }

        host.Front.AuthenticationModule = host.AuthenticationAddress;
        return host;
    }

    /// <summary>A token for the virtual proxy /jwt.</summary>
    /// <param name="user">DIR\id.</param>
    /// <param name="lifetime">Null: an hour. May be negative.</param>
    public string IssueToken(string user, TimeSpan? lifetime = null) =>
        _tokens.Issue(user, DateTimeOffset.UtcNow + (lifetime ?? TimeSpan.FromHours(1)));

    /// <summary>A ticket that signs a user in once, as qlikTicket in the query.</summary>
    public string IssueTicket(string user) => _sessions.IssueTicket(user);

    /// <summary>Opens a session beside the clients and returns its cookie as name=value.</summary>
    /// <param name="user">DIR\id.</param>
    /// <param name="prefix">The virtual proxy.</param>
    public string OpenSession(string user, string prefix = "")
    {
        var proxy = VirtualProxy.All.Single(known => known.Prefix == prefix);
        return $"{proxy.CookieName}={_sessions.Open(proxy, user) ?? throw new InvalidOperationException("The user has too many sessions.")}";
    }

    /// <summary>Whoever is signed in at the proxy must sign in again.</summary>
    public void EndSessions() => _sessions.EndAll();

    /// <summary>A client that trusts this site alone and follows no redirect.</summary>
    /// <param name="certificate">What it presents: null for nothing.</param>
    /// <param name="baseAddress">Null: the port that requires a certificate.</param>
    public HttpClient CreateClient(X509Certificate2? certificate, Uri? baseAddress = null)
    {
        var handler = CreateHandler();
        handler.AllowAutoRedirect = false;
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        return new HttpClient(handler) { BaseAddress = baseAddress ?? CertificateAddress };
    }

    /// <summary>A handler with cookies of its own that trusts this site alone.</summary>
    public SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, _) =>
            presented is X509Certificate2 certificate && Certificates.TrustsServer(certificate);
        return handler;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await LoopbackServer.StopAsync(app);
        }

        _behindCertificate.Dispose();
    }

    private Uri Address(int app) => new(_apps[app].Urls.Single());

    private WebApplication Build(
        ControlEndpoints control,
        SandboxBridge bridge,
        ClientCertificateMode mode,
        Func<HttpContext, string, Task<HttpResponseMessage>> answer,
        Func<HttpContext, string, Fault?, Task>? serve,
        X509Certificate2 certificate
    )
    {
        var app = LoopbackServer.Build(control, kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = mode;
            https.ClientCertificateValidation = (presented, _, _) => Certificates.TrustsClient(presented);
        })));
        app.UseWebSockets();
        app.Run(context => serve is not null && context.WebSockets.IsWebSocketRequest
            ? bridge.TunnelAsync(context, (target, fault) => serve(context, target, fault))
            : bridge.AnswerAsync(context, answer));
        return app;
    }
}
