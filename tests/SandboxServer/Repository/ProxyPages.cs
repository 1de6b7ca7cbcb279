using System.Net;
using System.Text;

namespace SandboxServer;

/// <summary>What a proxy responds of its own.</summary>
internal static class ProxyPages
{
    public const string Login =
        "<!DOCTYPE html><html><head><title>Qlik Sense: log in</title></head><body><form method=\"post\" action=\"/internal_forms_authentication/\">"
        + "<input name=\"username\"><input name=\"pwd\" type=\"password\"><button>Log in</button></form></body></html>";

    private const string SessionLimit =
        "<!DOCTYPE html><html><head><title>Too many sessions</title></head><body>You cannot access Qlik Sense because you have too many active sessions.</body></html>";

    private const string SignInFailed =
        "<!DOCTYPE html><html><head><title>401 Unauthorized</title></head><body>Authentication failed</body></html>";

    public static HttpResponseMessage LoginForm() => Html(HttpStatusCode.OK, Login);

    /// <summary>Which status goes with it is not documented; 403 is an adopted reading.</summary>
    public static HttpResponseMessage TooManySessions() => Html(HttpStatusCode.Forbidden, SessionLimit);

    public static HttpResponseMessage Unauthorized() => Html(HttpStatusCode.Unauthorized, SignInFailed);

    public static HttpResponseMessage NotFound() => new(HttpStatusCode.NotFound);

    public static HttpResponseMessage Redirect(string address)
    {
        var answer = new HttpResponseMessage(HttpStatusCode.Redirect);
        answer.Headers.Location = new Uri(address, UriKind.RelativeOrAbsolute);
        return answer;
    }

    private static HttpResponseMessage Html(HttpStatusCode status, string page) =>
        new(status) { Content = new StringContent(page, Encoding.UTF8, "text/html") };
}
