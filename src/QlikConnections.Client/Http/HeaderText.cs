namespace QlikConnections.Client.Http;

/// <summary>Checks for a secret in a header.</summary>
internal static class HeaderText
{
    /// <summary>Whether a header can contain the text as one word.</summary>
    public static bool IsUsable(string text) => text.All(c => c is > ' ' and <= '~');
}
