using QlikConnections.Sandbox.Repository;

namespace QlikConnections.Sandbox;

/// <summary>How the transport has authenticated the caller of a <see cref="RepositorySandbox"/>.</summary>
public sealed class RepositoryCaller
{
    private RepositoryCaller(AccountName? account, bool throughProxy)
    {
        Account = account;
        ThroughProxy = throughProxy;
    }

    /// <summary>A trusted client certificate: X-Qlik-User must name the user.</summary>
    public static RepositoryCaller Certificate { get; } = new(null, throughProxy: false);

    internal AccountName? Account { get; }

    internal bool ThroughProxy { get; }

    /// <summary>A trusted client certificate, and the user of requests without X-Qlik-User.</summary>
    /// <param name="user">Directory and id, such as INTERNAL\sa_api.</param>
    /// <exception cref="ArgumentException">The name is not of that form.</exception>
    public static RepositoryCaller CertificateOf(string user) => new(AccountName.Parse(user), throughProxy: false);

    /// <summary>A session of the proxy: X-Qlik-User is ignored, and a new user is added to the site.</summary>
    /// <param name="user">Directory and id, such as ACME\anna.</param>
    /// <exception cref="ArgumentException">The name is not of that form.</exception>
    public static RepositoryCaller ProxySession(string user) => new(AccountName.Parse(user), throughProxy: true);
}
