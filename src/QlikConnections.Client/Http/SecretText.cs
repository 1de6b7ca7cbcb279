using System.Runtime.InteropServices;
using System.Security;

namespace QlikConnections.Client.Http;

/// <summary>The one place where a SecureString becomes text, at the moment it goes into a header or body, and text a
/// SecureString.</summary>
public static class SecretText
{
    /// <summary>Keeps a secret that came as text.</summary>
    public static SecureString Hide(string text)
    {
        var secret = new SecureString();
        foreach (var character in text)
        {
            secret.AppendChar(character);
        }

        secret.MakeReadOnly();
        return secret;
    }

    /// <summary>Whether the secret says nothing: it is empty, or has only blanks.</summary>
    public static bool IsBlank(SecureString secret) => secret.Length == 0 || string.IsNullOrWhiteSpace(Reveal(secret));

    /// <summary>A copy without the blanks around it: text copied from a web page often ends with a line break.</summary>
    public static SecureString Trimmed(SecureString secret) => Hide(Reveal(secret).Trim());

    /// <summary>The text of the secret. Only for a header or body that is about to be sent.</summary>
    public static string Reveal(SecureString secret)
    {
        var pointer = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            return Marshal.PtrToStringUni(pointer) ?? "";
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
        }
    }
}
