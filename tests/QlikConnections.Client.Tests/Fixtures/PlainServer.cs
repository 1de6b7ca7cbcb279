using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace QlikConnections.Client.Tests;

/// <summary>A simple web server on the loopback address, for responses that no sandbox returns.</summary>
internal sealed class PlainServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _requests;

    private PlainServer(WebApplication app, ConcurrentQueue<string> requests)
    {
        _app = app;
        _requests = requests;
        BaseAddress = new Uri(app.Urls.Single());
    }

    public Uri BaseAddress { get; }

    /// <summary>Method and target of all requests.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public static async Task<PlainServer> StartAsync(RequestDelegate answer)
    {
        var requests = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(context =>
        {
            requests.Enqueue($"{context.Request.Method} {context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}");
            return answer(context);
        });
        await app.StartAsync();
        return new(app, requests);
    }

    /// <summary>Responds to the sign-in as user u1 and passes everything else on.</summary>
    public static Task<PlainServer> StartSignedInAsync(RequestDelegate answer) => StartAsync(context =>
        context.Request.Path == "/api/v1/users/me" ? JsonAsync(context, """{"id":"u1","name":"Uma"}""") : answer(context));

    public static Task JsonAsync(HttpContext context, string body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body, context.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
