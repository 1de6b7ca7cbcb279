using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace SandboxServer;

/// <summary>
/// The module that asks for Windows credentials and sends back with a ticket [qrs 3.2]. NTLM and Kerberos cannot be
/// played without a domain: by default the challenge is honest and nobody passes it. With
/// <see cref="RepositoryHostOptions.BasicForWindows"/>
/// it asks for Basic in their place, so that a client handler with credentials goes the whole way: challenge, response,
/// redirect, cookie. What that cannot show is the handshake of NTLM itself.
/// </summary>
internal sealed class AuthenticationModule(ProxySessions sessions, RepositoryHostOptions options)
{
    private const string BasicPrefix = "Basic ";

    public Task<HttpResponseMessage> AnswerAsync(HttpContext context, string target)
    {
        var id = context.Request.Query["targetId"].ToString();
        if (!target.StartsWith("/windows_authentication/", StringComparison.Ordinal) || sessions.RecallTarget(id) is not { } wanted)
        {
            return Task.FromResult(ProxyPages.NotFound());
        }

        if (User(context.Request.Headers.Authorization.ToString()) is not { } user)
        {
            return Task.FromResult(Challenge());
        }

        var joint = wanted.Contains('?', StringComparison.Ordinal) ? "&" : "?";
        return Task.FromResult(ProxyPages.Redirect($"{wanted}{joint}qlikTicket={sessions.IssueTicket(user)}"));
    }

    private HttpResponseMessage Challenge()
    {
        var answer = new HttpResponseMessage(HttpStatusCode.Unauthorized);
        foreach (var scheme in options.BasicForWindows ? (string[])["Basic realm=\"sandbox\""] : ["Negotiate", "NTLM"])
        {
            answer.Headers.TryAddWithoutValidation("WWW-Authenticate", scheme);
        }

        return answer;
    }

    private string? User(string authorization)
    {
        if (!options.BasicForWindows || !authorization.StartsWith(BasicPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var buffer = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[BasicPrefix.Length..], buffer, out var length))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2);
        return parts.Length == 2 && parts[0].IndexOf('\\', StringComparison.Ordinal) > 0 && parts[1] == RepositoryHost.WindowsPassword
            ? parts[0]
            : null;
    }
}
