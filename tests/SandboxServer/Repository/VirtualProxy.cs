namespace SandboxServer;

/// <summary>One virtual proxy: its prefix, how it lets people in, and the name of its session cookie [qrs 2.2, 3].</summary>
internal sealed record VirtualProxy(string Prefix, ProxySignIn SignIn)
{
    /// <summary>The default one has the plain name, further ones a suffix.</summary>
    public string CookieName { get; } = Prefix.Length == 0 ? "X-Qlik-Session" : "X-Qlik-Session-" + Prefix;

    public string CookiePath { get; } = "/" + Prefix;

    public static IReadOnlyList<VirtualProxy> All { get; } =
    [
        new("", ProxySignIn.Windows),
        new("jwt", ProxySignIn.Jwt),
        new("hdr", ProxySignIn.Header),
    ];

    /// <summary>The virtual proxy of a request, and the target without the prefix.</summary>
    public static (VirtualProxy Proxy, string Target) Of(string target)
    {
        foreach (var proxy in All)
        {
            if (proxy.Prefix.Length > 0 && target.StartsWith($"/{proxy.Prefix}/", StringComparison.Ordinal))
            {
                return (proxy, target[(proxy.Prefix.Length + 1)..]);
            }
        }
        return (All[0], target);
    }
}

/// <summary>How a virtual proxy lets people in.</summary>
internal enum ProxySignIn
{
    Windows,
    Jwt,
    Header,
}
