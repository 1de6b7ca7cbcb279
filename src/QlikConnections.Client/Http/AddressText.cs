namespace QlikConnections.Client.Http;

/// <summary>An address that cannot be used, for a message.</summary>
internal static class AddressText
{
    /// <summary>The text without the part before an at sign and without query and fragment, which may contain a login or a token.</summary>
    public static string Shown(string text)
    {
        var host = text.Substring(text.LastIndexOf('@') + 1);
        var end = host.IndexOfAny(['?', '#']);
        return end < 0 ? host : host.Substring(0, end);
    }
}
