using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace QlikConnections.Client.Repository;

/// <summary>Reads an RSA key from PEM text on .NET Framework, which has no reader: PKCS#1 and PKCS#8, not encrypted.</summary>
internal static class PemKey
{
    private const byte Integer = 0x02;
    private const byte OctetString = 0x04;
    private const byte ObjectIdentifier = 0x06;
    private const byte Sequence = 0x30;
    private const int LongLength = 0x80;

    // 1.2.840.113549.1.1.1
    private static readonly byte[] Rsa = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
    private static readonly Regex Block = new(
        @"-----BEGIN (?<label>(RSA )?PRIVATE KEY)-----(?<text>[A-Za-z0-9+/=\s]+)-----END \k<label>-----"
    );

    /// <summary>The key.</summary>
    /// <exception cref="CryptographicException">The text has no such key.</exception>
    public static RSAParameters Read(string pem)
    {
        if (Block.Match(pem) is not { Success: true } block)
        {
            throw new CryptographicException(Strings.PemKeyNotRsa);
        }

        try
        {
            var der = Convert.FromBase64String(block.Groups["text"].Value);
            return ReadRsa(block.Groups["label"].Value == "PRIVATE KEY" ? Unwrapped(der) : der);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
        {
            throw new CryptographicException(Strings.PemKeyDamaged, exception);
        }
    }

    /// <summary>PKCS#8: version, algorithm, and the key in the form of PKCS#1.</summary>
    private static byte[] Unwrapped(byte[] der)
    {
        var fields = Content(der, Sequence);
        _ = Take(ref fields, Integer);
        var algorithm = Take(ref fields, Sequence);
        return Take(ref algorithm, ObjectIdentifier).Span.SequenceEqual(Rsa)
            ? Take(ref fields, OctetString).ToArray()
            : throw new CryptographicException(Strings.PemKeyNotRsa);
    }

    private static RSAParameters ReadRsa(byte[] der)
    {
        var fields = Content(der, Sequence);
        _ = Take(ref fields, Integer);
        var modulus = Number(ref fields);
        var half = (modulus.Length + 1) / 2;
        return new RSAParameters
        {
            Modulus = modulus,
            Exponent = Number(ref fields),
            D = Padded(Number(ref fields), modulus.Length),
            P = Padded(Number(ref fields), half),
            Q = Padded(Number(ref fields), half),
            DP = Padded(Number(ref fields), half),
            DQ = Padded(Number(ref fields), half),
            InverseQ = Padded(Number(ref fields), half),
        };
    }

    private static ReadOnlyMemory<byte> Content(byte[] der, byte tag)
    {
        ReadOnlyMemory<byte> all = der;
        return Take(ref all, tag);
    }

    /// <summary>Without the zero that keeps a large number from being negative.</summary>
    private static byte[] Number(ref ReadOnlyMemory<byte> fields)
    {
        var number = Take(ref fields, Integer);
        return (number.Length > 1 && number.Span[0] == 0 ? number.Slice(1) : number).ToArray();
    }

    private static byte[] Padded(byte[] number, int length)
    {
        var padded = new byte[length];
        number.CopyTo(padded, length - number.Length);
        return padded;
    }

    /// <summary>Reads the content of the next element, which must be of that kind.</summary>
    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> fields, byte tag)
    {
        var span = fields.Span;
        if (span.Length < 2 || span[0] != tag)
        {
            throw new FormatException();
        }

        int length = span[1];
        var start = 2;
        if (length >= LongLength)
        {
            start += length - LongLength;
            length = 0;
            foreach (var digit in span.Slice(2, start - 2))
            {
                length = checked((length << 8) | digit);
            }
        }

        var content = fields.Slice(start, length);
        fields = fields.Slice(start + length);
        return content;
    }
}
