using System.Net;

namespace QlikConnections.Client.Http;

/// <summary>
/// The network proxy of one session. Handlers outlive the session for some minutes, in the timers of their factory, and keep the proxy and
/// its credentials: what they keep of the login is a <see cref="SessionLogin"/>, which forgets it when the session ends.
/// </summary>
public sealed class SessionProxy : IWebProxy, IDisposable
{
    private readonly Uri _address;
    private readonly SessionLogin? _login;

    /// <summary>A proxy.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="login">The login for it; null for none.</param>
    /// <exception cref="QlikException">The address is not that of a proxy, or contains a login.</exception>
    public SessionProxy(Uri address, ICredentials? login)
    {
        if (!address.IsAbsoluteUri || address.Host.Length == 0 || !IsKnown(address.Scheme))
        {
            throw Invalid(AddressText.Shown(address.OriginalString), Strings.ProxyNotUri);
        }

        if (address.UserInfo.Length > 0)
        {
            throw Invalid(address.Host, Strings.AddressUserInfo);
        }

        _address = address;
        _login = login is null ? null : new SessionLogin(login);
    }

    /// <summary>Null without a login: an object would be asked for each challenge.</summary>
    public ICredentials? Credentials
    {
        get => _login;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public Uri GetProxy(Uri destination) => _address;

    /// <summary>False, also for this computer: what the user names is used.</summary>
    public bool IsBypassed(Uri host) => false;

    /// <inheritdoc/>
    public void Dispose() => _login?.Dispose();

    private static bool IsKnown(string scheme) =>
#if NETFRAMEWORK
        scheme is "http";
#else
        scheme is "http" or "https" or "socks4" or "socks4a" or "socks5";
#endif

    private static QlikException Invalid(string text, string reason) =>
        new(
            nameof(Strings.QlikAddressInvalid),
            QlikFailure.Message(nameof(Strings.QlikAddressInvalid), text, reason),
            Strings.ProxyNotUri_Action
        );
}
