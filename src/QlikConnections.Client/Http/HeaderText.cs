using System.Security;

namespace QlikConnections.Client.Http;

/// <summary>A secret on its way into a header.</summary>
internal static class HeaderText
{
    /// <summary>The text, if a header can carry it: a line break in it would begin another header.</summary>
    public static string Of(SecureString secret, RequestSecrets secrets)
    {
        var text = secrets.Reveal(secret).Trim();
        return text.Length > 0 && text.All(c => c is > ' ' and < '\x7f') ? text : throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.CodeUnusable);
    }
}
