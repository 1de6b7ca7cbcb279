using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using QlikConnections.Sandbox;

namespace SandboxServer;

/// <summary>A sandbox behind a real socket on the loopback address, with faults on demand.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SandboxBridge _bridge;

    private SandboxHost(WebApplication app, SandboxBridge bridge, CloudSandbox sandbox, X509Certificate2? certificate)
    {
        _app = app;
        _bridge = bridge;
        Sandbox = sandbox;
        Certificate = certificate;
        BaseAddress = new Uri(app.Urls.Single());
    }

    /// <summary>Scheme, 127.0.0.1 and the port that was free.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The tenant that is served.</summary>
    public CloudSandbox Sandbox { get; }

    /// <summary>The faults to come.</summary>
    public FaultPlan Faults => _bridge.Faults;

    /// <summary>The certificate of https; null with http.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>Starts a host; it listens when the task ends.</summary>
    public static async Task<SandboxHost> StartAsync(SandboxHostOptions? options = null)
    {
        options ??= new();
        CloudSandbox sandbox = options.Sandbox ?? CloudSandbox.Create();
        X509Certificate2? certificate = options.Https ? LoopbackCertificate.Create() : null;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null)
                    listen.UseHttps(certificate);
            });
        });
        WebApplication app = builder.Build();
        var bridge = new SandboxBridge(sandbox, options.Latency);
        var control = new ControlEndpoints(sandbox, bridge.Faults);
        app.Run(context => context.Request.Path.StartsWithSegments("/sandbox", StringComparison.Ordinal) ? control.AnswerAsync(context) : bridge.AnswerAsync(context));
        await app.StartAsync();
        return new(app, bridge, sandbox, certificate);
    }

    /// <summary>A client that follows no redirect and trusts exactly this host's certificate.</summary>
    /// <param name="token">A bearer token; null sends none.</param>
    public HttpClient CreateClient(string? token = null)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        if (Certificate is { } own)
            handler.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == own.GetCertHashString();
        var client = new HttpClient(handler) { BaseAddress = BaseAddress };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync(); // a hanging fault must not hold the stop back
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _bridge.Dispose();
        Certificate?.Dispose();
    }
}
