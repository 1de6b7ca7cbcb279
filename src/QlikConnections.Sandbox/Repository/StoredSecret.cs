using System.Security.Cryptography;
using System.Text;

namespace QlikConnections.Sandbox.Repository;

/// <summary>
/// A password that went in: recognised, never told. Kept as a keyed digest, with an encoded form that looks like what some
/// servers answer (QRS fact sheet §8.4) and has nothing of the password in it.
/// </summary>
internal sealed class StoredSecret
{
    private readonly byte[] _key = Random(32);
    private readonly byte[]? _digest;

    private StoredSecret(string? password) => _digest = password is null ? null : Digest(password);

    /// <summary>What an answer may carry in place of the password.</summary>
    public string Encoded { get; } = Convert.ToBase64String(Random(48));

    public static StoredSecret Of(string password) => new(password);

    /// <summary>There is a password, but nobody knows it any more: state files do not hold it.</summary>
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
