using System.Net;
using QlikConnections.Sandbox.Tenancy;

namespace QlikConnections.Sandbox.SignIn;

/// <summary>The page that asks the user for consent.</summary>
internal static class SignInPage
{
    public static string Of(OAuthClient client, User user, IEnumerable<string> scopes, IEnumerable<(string Name, string? Value)> fields)
    {
        var hidden = string.Concat(
            fields
                .Where(f => f.Value is not null)
                .Select(f => $"<input type=\"hidden\" name=\"{f.Name}\" value=\"{WebUtility.HtmlEncode(f.Value)}\">")
        );
        return $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Sandbox: sign in</title></head><body>
            <h1>Sandbox</h1>
            <p>{WebUtility.HtmlEncode(client.Name)} asks to act as {WebUtility.HtmlEncode(user.Name)}, with these scopes:
            {WebUtility.HtmlEncode(string.Join(" ", scopes))}.</p>
            <form method="post" action="/oauth/authorize">{hidden}
            <button name="{AuthorizeEndpoint.Decision}" value="allow">Allow</button>
            <button name="{AuthorizeEndpoint.Decision}" value="deny">Deny</button></form>
            </body></html>
            """;
    }
}
