using System.Security.Cryptography;
using System.Text;

namespace QlikConnections.Sandbox.Repository;

/// <summary>
/// A stored password, which can be compared but not read. Kept as a keyed digest, with an encoded form that looks like the one of some
/// servers [qrs 8.4] and contains nothing of the password.
/// </summary>
internal sealed class StoredSecret
{
    private readonly byte[] _key = Random(32);
    private readonly byte[]? _digest;

    private StoredSecret(string? password) => _digest = password is null ? null : Digest(password);

    /// <summary>What a response can contain in place of the password.</summary>
    public string Encoded { get; } = Convert.ToBase64String(Random(48));

    public static StoredSecret Of(string password) => new(password);

    /// <summary>There is a password, but it is no longer known: state files do not contain it.</summary>
    public static StoredSecret Forgotten() => new(null);

    public bool Is(string password) => _digest is not null && _digest.SequenceEqual(Digest(password));

    private byte[] Digest(string password)
    {
        using var mac = new HMACSHA256(_key);
        return mac.ComputeHash(Encoding.UTF8.GetBytes(password));
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        using var generator = RandomNumberGenerator.Create();
        generator.GetBytes(bytes);
        return bytes;
    }
}
