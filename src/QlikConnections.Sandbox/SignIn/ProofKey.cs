using System.Security.Cryptography;
using System.Text;

namespace QlikConnections.Sandbox.SignIn;

/// <summary>The proof that the program that redeems a code also requested it (RFC 7636), only with S256.</summary>
internal static class ProofKey
{
    /// <summary>Whether it can be the challenge of a verifier: the 32 bytes of a hash.</summary>
    public static bool IsChallenge(string? text) => text is { Length: 43 } && text.All(IsLetterOfBase64Url);

    /// <summary>Whether it is the verifier of the challenge.</summary>
    public static bool Fits(string? verifier, string challenge) =>
        verifier is { Length: >= 43 and <= 128 }
        && verifier.All(c => IsLetterOfBase64Url(c) || c is '.' or '~')
        && Hash(verifier) == challenge;

    private static bool IsLetterOfBase64Url(char c) => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_';

    private static string Hash(string verifier)
    {
        var bytes = Encoding.ASCII.GetBytes(verifier);
#if NETFRAMEWORK
        using var sha = SHA256.Create();
        var hash = sha.ComputeHash(bytes);
#else
        var hash = SHA256.HashData(bytes);
#endif
        return Convert.ToBase64String(hash).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
