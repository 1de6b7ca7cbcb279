using System.Net;
using Microsoft.AspNetCore.Http;
using QlikConnections.Sandbox;

namespace SandboxServer;

/// <summary>The proxy before the repository: identifies the caller, opens sessions, and redirects unknown callers to the sign-in [qrs
/// 3].</summary>
internal sealed class ProxyFront(RepositorySandbox sandbox, ProxySessions sessions, JwtIssuer tokens, RepositoryHostOptions options)
{
    private const string FormsPath = "/internal_forms_authentication/";
    private const string TicketName = "qlikTicket";
    private const string TokenPath = "/qps/csrftoken";
    private const string TokenName = "qlik-csrf-token";
    private const string BearerPrefix = "Bearer ";

    /// <summary>Where Windows authentication happens: a module with a port of its own. Known when it listens.</summary>
    public Uri? AuthenticationModule { get; set; }

    public async Task<HttpResponseMessage> AnswerAsync(HttpContext context, string rawTarget)
    {
        (var proxy, var target) = VirtualProxy.Of(rawTarget);
        if (target.StartsWith(FormsPath, StringComparison.Ordinal))
        {
            return ProxyPages.LoginForm();
        }

        var user = sessions.UserOf(proxy, context.Request.Cookies[proxy.CookieName]);
        string? opened = null;
        if (user is null)
        {
            user = SignIn(context, proxy, ref target);
            if (user is null)
            {
                return SendToSignIn(context, proxy, rawTarget);
            }

            opened = sessions.Open(proxy, user);
            if (opened is null)
            {
                return ProxyPages.TooManySessions();
            }
        }
        HttpResponseMessage answer;
        if (target.Split('?')[0] == TokenPath && !options.WithoutSocketToken)
        {
            answer = new HttpResponseMessage(HttpStatusCode.NoContent);
            answer.Headers.Add(TokenName, sessions.SocketTokenOf(proxy, user));
        }
        else if (target.StartsWith("/qrs", StringComparison.Ordinal))
        {
            using var repository = new HttpMessageInvoker(sandbox.CreateHandler(RepositoryCaller.ProxySession(user)));
            answer = await SandboxBridge.ForwardAsync(context, target, repository);
        }
        else
        {
            return ProxyPages.NotFound();
        }

        if (opened is not null)
        {
            answer.Headers.Add("Set-Cookie", $"{proxy.CookieName}={opened}; Path={proxy.CookiePath}; HttpOnly; Secure");
        }

        return answer;
    }

    /// <summary>A web socket of somebody who is signed in; with the proxy's token, unless that has none.</summary>
    public async Task ServeAsync(HttpContext context, string rawTarget, Fault? fault, EngineFront engine)
    {
        (var proxy, var target) = VirtualProxy.Of(rawTarget);
        var user = sessions.UserOf(proxy, context.Request.Cookies[proxy.CookieName]);
        var token = context.Request.Query[TokenName].ToString();
        if (user is null || (!options.WithoutSocketToken && token != sessions.SocketTokenOf(proxy, user)))
        {
            // What a proxy responds is not documented; browsers show a failed handshake.
            context.Response.StatusCode = user is null ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
            return;
        }

        await engine.AnswerAsync(context, target, RepositoryCaller.ProxySession(user), fault);
    }

    private string? SignIn(HttpContext context, VirtualProxy proxy, ref string target)
    {
        if (context.Request.Query[TicketName].ToString() is { Length: > 0 } ticket)
        {
            target = WithoutTicket(target);
            return sessions.RedeemTicket(ticket);
        }
        switch (proxy.SignIn)
        {
            case ProxySignIn.Jwt:
                var authorization = context.Request.Headers.Authorization.ToString();
                return authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
                    ? tokens.Read(authorization[BearerPrefix.Length..])
                    : null;
            case ProxySignIn.Header:
                return HeaderUser(context.Request.Headers[options.HeaderName].ToString());
            default:
                return null;
        }
    }

    /// <summary>The id alone where the directory is static, DIR\id where it is dynamic.</summary>
    private string? HeaderUser(string value)
    {
        if (options.HeaderDirectory is { } directory)
        {
            return value.Length > 0 && !value.Contains('\\') ? directory + "\\" + value : null;
        }

        var parting = value.IndexOf('\\', StringComparison.Ordinal);
        return parting > 0 && parting < value.Length - 1 ? value : null;
    }

    private HttpResponseMessage SendToSignIn(HttpContext context, VirtualProxy proxy, string rawTarget)
    {
        if (proxy.SignIn != ProxySignIn.Windows)
        {
            return ProxyPages.Unauthorized();
        }
        // Only user agents that look like Windows are challenged; everybody else is taken for a browser with a person before it.
        var windows = context.Request.Headers.UserAgent.ToString().Contains("Windows", StringComparison.Ordinal);
        if (!windows && options.LoginPageAtOnce)
        {
            return ProxyPages.LoginForm();
        }

        var targetId = sessions.RememberTarget($"https://{context.Request.Host}{WithoutTicket(rawTarget)}");
        return ProxyPages.Redirect(
            windows ? $"{AuthenticationModule}windows_authentication/?targetId={targetId}" : $"{FormsPath}?targetId={targetId}"
        );
    }

    private static string WithoutTicket(string target)
    {
        var parts = target.Split('?', 2);
        return parts.Length == 1
            ? target
            : parts[0]
                + "?"
                + string.Join(
                    '&',
                    parts[1].Split('&').Where(pair => !pair.StartsWith(TicketName + "=", StringComparison.OrdinalIgnoreCase))
                );
    }
}
