using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using QlikConnections.Sandbox;

namespace SandboxServer;

/// <summary>A sandbox behind a real socket on the loopback address, with faults on demand.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _invoker;
    private readonly SandboxBridge _bridge;

    private SandboxHost(
        WebApplication app,
        SandboxBridge bridge,
        HttpMessageInvoker invoker,
        CloudSandbox sandbox,
        X509Certificate2? certificate
    )
    {
        _app = app;
        _invoker = invoker;
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

    /// <summary>How many requests were in progress at the same time, at most and on average, since it was forgotten.</summary>
    public (int Most, double Average) AtOnce => (_bridge.MostAtOnce, _bridge.AverageAtOnce);

    /// <summary>Counts again how many requests are in progress.</summary>
    public void ForgetAtOnce() => _bridge.ForgetMostAtOnce();

    /// <summary>The certificate of https; null with http.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>Starts a host; it listens when the task ends.</summary>
    public static async Task<SandboxHost> StartAsync(SandboxHostOptions? options = null)
    {
        options ??= new();
        var sandbox = options.Sandbox ?? CloudSandbox.Create();
        var certificate = options.Https ? LoopbackCertificate.Create() : null;
        var bridge = new SandboxBridge(options.Latency, options.Clock);
        var control = new ControlEndpoints(new CloudControls(sandbox), bridge);
        var invoker = new HttpMessageInvoker(sandbox.CreateHandler());
        var app = LoopbackServer.Build(
            control,
            kestrel =>
                kestrel.Listen(
                    IPAddress.Loopback,
                    0,
                    listen =>
                    {
                        if (certificate is not null)
                        {
                            listen.UseHttps(certificate);
                        }
                    }
                )
        );
        Func<HttpContext, string, Task<HttpResponseMessage>> answer = (context, target) =>
            SandboxBridge.ForwardAsync(context, target, invoker);
        app.Run(context => bridge.AnswerAsync(context, answer));
        await app.StartAsync();
        return new(app, bridge, invoker, sandbox, certificate);
    }

    /// <summary>A client that follows no redirect and trusts exactly this host's certificate.</summary>
    /// <param name="token">A bearer token; null sends none.</param>
    public HttpClient CreateClient(string? token = null)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        if (Certificate is { } own)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, _) =>
                presented?.GetCertHashString() == own.GetCertHashString();
        }

        var client = new HttpClient(handler) { BaseAddress = BaseAddress };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        return client;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await LoopbackServer.StopAsync(_app);
        _invoker.Dispose();
        Certificate?.Dispose();
    }
}
