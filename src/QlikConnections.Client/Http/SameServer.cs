namespace QlikConnections.Client.Http;

/// <summary>Whether two addresses are on the same server; a token must not go anywhere else.</summary>
internal static class SameServer
{
    public static bool Is(Uri root, Uri other, bool anyPort = false) =>
        other.IsAbsoluteUri
        && string.Equals(root.Scheme, other.Scheme, StringComparison.OrdinalIgnoreCase)
        && string.Equals(root.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase)
        && (anyPort || root.Port == other.Port);
}
