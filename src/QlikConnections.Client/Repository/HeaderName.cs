namespace QlikConnections.Client.Repository;

/// <summary>The header in which a virtual proxy expects the user.</summary>
internal static class HeaderName
{
    /// <summary>Headers that every request has, or that control how it is sent.</summary>
    private static readonly HashSet<string> Taken = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept",
        "Accept-Encoding",
        "Authorization",
        "Connection",
        "Cookie",
        "Date",
        "Expect",
        "Host",
        "Keep-Alive",
        "Proxy-Authorization",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "User-Agent",
        "X-Qlik-Xrfkey",
    };

    /// <summary>True for an unused token (RFC 9110 5.6.2). Another name would be dropped from the request silently, or change the
    /// request.</summary>
    public static bool IsUsable(string name)
    {
        if (name.Length == 0 || Taken.Contains(name) || !name.All(IsTokenCharacter))
        {
            return false;
        }

        // Headers of the body, such as Content-Length, are not headers of the request.
        using var request = new HttpRequestMessage();
        return request.Headers.TryAddWithoutValidation(name, "user");
    }

    private static bool IsTokenCharacter(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || "!#$%&'*+-.^_`|~".IndexOf(c) >= 0;
}
