using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace SandboxServer;

/// <summary>Kestrel with the settings of every sandbox host: silent, and with the control endpoint.</summary>
internal static class LoopbackServer
{
    public static WebApplication Build(ControlEndpoints control, Action<KestrelServerOptions> listen)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            listen(kestrel);
        });
        var app = builder.Build();
        app.Use(
            (context, next) =>
                context.Request.Path.StartsWithSegments("/sandbox", StringComparison.Ordinal) ? control.AnswerAsync(context) : next(context)
        );
        return app;
    }

    public static async Task StopAsync(WebApplication app)
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync(); // a hanging fault must not hold the stop back
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }
}
