using System.Net;

namespace QlikConnections.Client.Http;

/// <summary>
/// The Windows login of one session, or its login for a network proxy, until the session is closed: the framework keeps network handlers
/// for some minutes longer, and they must not keep the login.
/// </summary>
internal sealed class SessionLogin(ICredentials login) : ICredentials, IDisposable
{
    private volatile ICredentials? _login = login;

    public NetworkCredential? GetCredential(Uri uri, string authType) => _login?.GetCredential(uri, authType);

    public void Dispose() => _login = null;
}
