using System.Security;

namespace QlikConnections.Client.SignIn;

/// <summary>
/// A context of qlik-cli: a server, and how to sign in to it [cloud 9.4]. Exactly one of
/// <see cref="Token"/> and <see cref="ClientSecret"/> is there.
/// </summary>
/// <param name="Name">The name that qlik-cli knows it by.</param>
/// <param name="Server">The address, as it was given to qlik-cli. That of a site may end with the prefix of a virtual proxy.</param>
/// <param name="Platform">Qlik Cloud or client-managed.</param>
public sealed record CliContext(string Name, string Server, QlikPlatform Platform)
{
    /// <summary>An API key of a tenant, or a JSON web token of a site; null for an OAuth client.</summary>
    public SecureString? Token { get; init; }

    /// <summary>The id of an OAuth client; null for a token.</summary>
    public string? ClientId { get; init; }

    /// <summary>The secret of an OAuth client; null for a token.</summary>
    public SecureString? ClientSecret { get; init; }

    /// <summary>True to accept any certificate of the server.</summary>
    public bool SkipsCertificateCheck { get; init; }
}
