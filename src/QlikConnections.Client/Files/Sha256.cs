using System.Security.Cryptography;

namespace QlikConnections.Client.Files;

/// <summary>SHA-256, which .NET and .NET Framework offer in different ways.</summary>
internal static class Sha256
{
    /// <summary>The hash of bytes.</summary>
    public static byte[] Of(byte[] bytes)
    {
#if NET
        return SHA256.HashData(bytes);
#else
        using var sha = SHA256.Create();
        return sha.ComputeHash(bytes);
#endif
    }
}
