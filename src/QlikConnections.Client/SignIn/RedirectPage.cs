using System.Net;
using System.Text;

namespace QlikConnections.Client.SignIn;

/// <summary>What the browser shows at the end of a sign-in. Nothing from the request is on the page.</summary>
internal sealed class RedirectPage
{
    /// <summary>The redirect that was waited for, with a code.</summary>
    public static readonly RedirectPage Received = new("200 OK", Strings.PageReceived);

    /// <summary>The redirect that was waited for, with an error.</summary>
    public static readonly RedirectPage Refused = new("200 OK", Strings.PageRefused);

    /// <summary>The redirect of another sign-in: that of another tab, or of somebody who wants their code to be used.</summary>
    public static readonly RedirectPage AnotherSignIn = new("400 Bad Request", Strings.PageAnotherSignIn);

    /// <summary>Another path, such as that of an icon.</summary>
    public static readonly RedirectPage NotFound = new("404 Not Found", Strings.PageNotFound);

    /// <summary>Not a GET.</summary>
    public static readonly RedirectPage WrongMethod = new("405 Method Not Allowed", Strings.PageNotFound);

    /// <summary>Not HTTP.</summary>
    public static readonly RedirectPage NotUnderstood = new("400 Bad Request", Strings.PageNotFound);

    private readonly string _status;
    private readonly string _text;

    private RedirectPage(string status, string text) => (_status, _text) = (status, text);

    /// <summary>The whole response.</summary>
    public override string ToString()
    {
        var title = WebUtility.HtmlEncode(Strings.PageTitle);
        var html =
            $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>"
            + $"<body><h1>{title}</h1><p>{WebUtility.HtmlEncode(_text)}</p></body></html>";
        return $"HTTP/1.1 {_status}\r\n"
            + "Content-Type: text/html; charset=utf-8\r\n"
            + FormattableString.Invariant($"Content-Length: {Encoding.UTF8.GetByteCount(html)}\r\n")
            + "Cache-Control: no-store\r\n"
            + "Content-Security-Policy: default-src 'none'\r\n"
            + "Referrer-Policy: no-referrer\r\n"
            + "X-Content-Type-Options: nosniff\r\n"
            + "Connection: close\r\n\r\n"
            + html;
    }
}
