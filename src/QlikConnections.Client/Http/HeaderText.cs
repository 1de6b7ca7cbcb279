using System.Security;

namespace QlikConnections.Client.Http;

/// <summary>Checks for a secret in a header.</summary>
internal static class HeaderText
{
    /// <summary>Whether a header can contain the text as one word.</summary>
    public static bool IsUsable(string text) => text.All(c => c is > ' ' and <= '~');

    /// <summary>The text, if a header can contain it: a line break would begin another header.</summary>
    public static string Of(SecureString secret, RequestSecrets secrets)
    {
        var text = secrets.Reveal(secret).Trim();
        return text.Length > 0 && IsUsable(text) ? text : throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.CodeUnusable);
    }
}
