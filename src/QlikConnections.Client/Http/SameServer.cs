namespace QlikConnections.Client.Http;

/// <summary>Whether two addresses are on the same server; a token must not be sent anywhere else. An address with a login is never the
/// same.</summary>
internal static class SameServer
{
    public static bool Is(Uri root, Uri other, bool anyPort = false) =>
        other.IsAbsoluteUri
        && other.UserInfo.Length == 0
        && string.Equals(root.Scheme, other.Scheme, StringComparison.OrdinalIgnoreCase)
        && string.Equals(root.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase)
        && (anyPort || root.Port == other.Port);
}
