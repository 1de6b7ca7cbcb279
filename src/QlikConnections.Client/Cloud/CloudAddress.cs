using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>Reads the address of a tenant as users type it.</summary>
public static class CloudAddress
{
    /// <summary>The tenant's root.</summary>
    /// <param name="text">A host name or the address of any page of the tenant.</param>
    /// <param name="allowHttp">True to accept plain http from servers other than this computer.</param>
    /// <exception cref="QlikException">The text is not an address, not https, or contains a login.</exception>
    public static Uri Parse(string text, bool allowHttp)
    {
        var trimmed = text.Trim();
        var full = trimmed.IndexOf("://", StringComparison.Ordinal) >= 0 ? trimmed : "https://" + trimmed;
        if (!Uri.TryCreate(full, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || (uri.Scheme != "https" && uri.Scheme != "http"))
        {
            throw Invalid(trimmed, Strings.AddressNotUri);
        }

        if (uri.UserInfo.Length > 0)
        {
            throw Invalid(uri.Host, Strings.AddressUserInfo);
        }

        if (uri.Scheme == "http" && !allowHttp && !uri.IsLoopback)
        {
            throw Invalid(trimmed, Strings.AddressNotHttps);
        }

        return new Uri(uri.GetLeftPart(UriPartial.Authority) + "/");
    }

    /// <summary>True for the host of a tenant in the domains of Qlik Cloud.</summary>
    public static bool IsOfQlik(string host) =>
        host.EndsWith(".qlikcloud.com", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".qlikcloudgov.com", StringComparison.OrdinalIgnoreCase);

    private static QlikException Invalid(string text, string reason) =>
        QlikFailure.Create(nameof(Strings.QlikAddressInvalid), AddressText.Shown(text), reason);
}
