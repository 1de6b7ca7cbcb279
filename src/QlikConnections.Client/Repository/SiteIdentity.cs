using System.Security;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>Who is asking, for requests to the repository and for web sockets to the engine [qrs 2.2, 3].</summary>
/// <param name="options">The sign-in.</param>
/// <param name="token">A JSON web token; null for the other sign-ins.</param>
internal sealed class SiteIdentity(RepositoryConnectOptions options, SecureString? token)
{
    /// <summary>True if the services themselves are called with a certificate, and not the proxy.</summary>
    public bool IsDirect => token is null && options.HeaderName is null && options.WindowsCredential is null;

    /// <summary>The header with the identity; null for Windows, where the cookie of the session has it.</summary>
    /// <param name="secrets">Remembers the token.</param>
    public (string Name, string Value)? Header(RequestSecrets secrets)
    {
        if (token is { } jwt)
        {
            return ("Authorization", "Bearer " + secrets.Reveal(jwt));
        }

        if (options.HeaderName is { } header)
        {
            return (header, options.UserDirectory.Length == 0 ? options.UserId : $@"{options.UserDirectory}\{options.UserId}");
        }

        // Encoded, because the header is ASCII and a name can contain the separators.
        return options.WindowsCredential is not null
            ? null
            : (
                "X-Qlik-User",
                $"UserDirectory={Uri.EscapeDataString(options.UserDirectory)}; UserId={Uri.EscapeDataString(options.UserId)}"
            );
    }
}
