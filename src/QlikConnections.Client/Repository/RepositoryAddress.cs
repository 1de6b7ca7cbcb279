using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>Creates the address of a site from user input [qrs 1, 3.6].</summary>
public static class RepositoryAddress
{
    /// <summary>The repository's own port, for client certificates.</summary>
    public const int CertificatePort = 4242;

    private static readonly string[] Pages = ["qrs", "hub", "qmc"];

    /// <summary>The site's root, with a trailing slash.</summary>
    /// <param name="server">A host name, optionally with a port, or an https address.</param>
    /// <param name="withCertificate">True for the repository's own port when none is given.</param>
    /// <param name="virtualProxy">The virtual proxy's prefix; null or empty for the default one.</param>
    /// <exception cref="QlikException">The text is not an address or not https, contains a login, or has a prefix although a certificate is
    /// used.</exception>
    public static Uri Parse(string server, bool withCertificate, string? virtualProxy)
    {
        var text = server.Trim();
        var full = text.IndexOf("://", StringComparison.Ordinal) >= 0 ? text : "https://" + text;
        if (!Uri.TryCreate(full, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            throw Invalid(text, Strings.AddressNotUri);
        }

        if (uri.UserInfo.Length > 0)
        {
            throw Invalid(uri.Host, Strings.AddressUserInfo);
        }

        if (uri.Scheme != "https")
        {
            throw Invalid(text, Strings.AddressNotHttpsSite);
        }

        // A prefix in the address has the same effect as -VirtualProxy.
        var prefix = string.IsNullOrWhiteSpace(virtualProxy) ? Prefix(uri) : virtualProxy!.Trim().Trim('/');
        if (withCertificate && prefix.Length > 0)
        {
            throw Invalid(text, Strings.AddressPrefixWithCertificate);
        }

        if (prefix.Length > 0 && prefix.Trim('.').Length == 0)
        {
            throw Invalid(text, QlikFailure.Message(nameof(Strings.PathSegmentDots), prefix));
        }

        var builder = new UriBuilder("https", uri.Host, uri.IsDefaultPort && withCertificate && !HasPort(full) ? CertificatePort : uri.Port)
        {
            Path = prefix.Length == 0 ? "/" : $"/{Uri.EscapeDataString(prefix)}/",
        };
        return builder.Uri;
    }

    /// <summary>The path before the API or a page of the site: both are often copied with the address.</summary>
    private static string Prefix(Uri uri)
    {
        var segments = Uri.UnescapeDataString(uri.AbsolutePath).Split(['/'], StringSplitOptions.RemoveEmptyEntries);
        return string.Join("/", segments.TakeWhile(s => !Pages.Contains(s, StringComparer.OrdinalIgnoreCase)));
    }

    /// <summary>True if the text contains a port, even if it is the default one.</summary>
    private static bool HasPort(string full)
    {
        var start = full.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = full.IndexOfAny(['/', '?', '#'], start);
        return (end < 0 ? full : full.Substring(0, end)).EndsWith(":443", StringComparison.Ordinal);
    }

    private static QlikException Invalid(string text, string reason) =>
        new(
            nameof(Strings.QlikAddressInvalid),
            QlikFailure.Message(nameof(Strings.QlikAddressInvalid), AddressText.Shown(text), reason),
            Strings.QlikAddressInvalid_Action_Repository
        );
}
