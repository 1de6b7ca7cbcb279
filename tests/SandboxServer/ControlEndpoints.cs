using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SandboxServer;

/// <summary>The control endpoint under /sandbox/: journal, faults, latency and bulk seed for test suites in other processes. Not journalled, no
/// token.</summary>
internal sealed class ControlEndpoints(SandboxControls sandbox, SandboxBridge bridge)
{
    private readonly FaultPlan _faults = bridge.Faults;

    public async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Method, context.Request.Path.Value)
        {
            case ("GET", "/sandbox/requests"):
                await context.Response.WriteAsJsonAsync(
                    sandbox.Requests.Select(request => new
                    {
                        method = request.Method,
                        path = request.PathAndQuery,
                        status = request.Status,
                    }),
                    context.RequestAborted
                );
                return;
            case ("DELETE", "/sandbox/requests"):
                sandbox.ClearJournal();
                break;
            case ("POST", "/sandbox/faults"):
                await PlanAsync(context);
                return;
            case ("GET", "/sandbox/faults"):
                await context.Response.WriteAsJsonAsync(new { struck = _faults.Applied }, context.RequestAborted);
                return;
            case ("DELETE", "/sandbox/faults"):
                _faults.Clear();
                break;
            case ("POST", "/sandbox/latency"):
                SetLatency(context);
                return;
            case ("POST", "/sandbox/connections"):
                AddConnections(context);
                return;
            case ("POST", "/sandbox/apps"):
                AddApps(context);
                return;
            case ("GET", "/sandbox/apps"):
                await context.Response.WriteAsJsonAsync(sandbox.AppUses(), context.RequestAborted);
                return;
            case ("DELETE", "/sandbox/apps"):
                sandbox.RemoveApp(context.Request.Query["id"].ToString());
                break;
            case ("GET", "/sandbox/concurrency"):
                await context.Response.WriteAsJsonAsync(new { most = bridge.MostAtOnce, now = bridge.AtOnce }, context.RequestAborted);
                return;
            case ("DELETE", "/sandbox/concurrency"):
                bridge.ForgetMostAtOnce();
                break;
            case ("DELETE", "/sandbox/tokens"):
                sandbox.EndSessions();
                break;
            case ("DELETE", "/sandbox/access-tokens"):
                sandbox.ExpireSessions();
                break;
            default:
                context.Response.StatusCode = 404;
                return;
        }
        context.Response.StatusCode = 204;
    }

    private async Task PlanAsync(HttpContext context)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            _faults.Add(FaultDescription.Read(body.RootElement));
            context.Response.StatusCode = 204;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync(e.Message, context.RequestAborted);
        }
    }

    private void SetLatency(HttpContext context)
    {
        var valid = IsNumber(context, "milliseconds", out var milliseconds);
        context.Response.StatusCode = valid ? 204 : 400;
        if (valid)
        {
            bridge.Latency = TimeSpan.FromMilliseconds(milliseconds);
        }
    }

    private static bool IsNumber(HttpContext context, string name, out int number) =>
        int.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private void AddApps(HttpContext context)
    {
        var valid = IsNumber(context, "count", out var count);
        context.Response.StatusCode = valid ? 204 : 400;
        if (valid)
        {
            sandbox.AddApps(count);
        }
    }

    private void AddConnections(HttpContext context)
    {
        var valid = IsNumber(context, "count", out var count);
        context.Response.StatusCode = valid ? 204 : 400;
        if (!valid)
        {
            return;
        }

        string? prefix = context.Request.Query["prefix"];
        sandbox.AddConnections(count, prefix ?? "bulk_", context.Request.Query["space"]);
    }
}
