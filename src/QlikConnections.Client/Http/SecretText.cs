using System.Runtime.InteropServices;
using System.Security;

namespace QlikConnections.Client.Http;

/// <summary>The one place where a SecureString becomes text, at the moment it goes into a header or body.</summary>
internal static class SecretText
{
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
