using System.Globalization;
using System.Text;

namespace QlikConnections.Sandbox.Tenancy;

/// <summary>
/// Ids derived from words, so that the sample tenant is the same on every machine and in every run. Not a cryptographic hash, because it
/// protects no secret.
/// </summary>
internal static class StableId
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    public static string Uuid(params string[] words)
    {
        var hex = Hex(32, words);
        // Version 4, variant 1: the usual form of an id that a service generates.
        return string.Concat(
            hex.Substring(0, 8),
            "-",
            hex.Substring(8, 4),
            "-4",
            hex.Substring(13, 3),
            "-a",
            hex.Substring(17, 3),
            "-",
            hex.Substring(20, 12)
        );
    }

    /// <summary>Lower-case hex digits, 24 for spaces and users.</summary>
    public static string Hex(int length, params string[] words)
    {
        var text = new StringBuilder(length + 16);
        foreach (var part in Stream(words))
        {
            text.Append(part.ToString("x16", CultureInfo.InvariantCulture));
            if (text.Length >= length)
            {
                break;
            }
        }
        return text.ToString(0, length);
    }

    /// <summary>Characters of the URL-safe alphabet: tenants, gateways, resource ids.</summary>
    public static string Token(int length, params string[] words)
    {
        var text = new StringBuilder(length);
        foreach (var part in Stream(words))
        {
            for (var shift = 0; shift < 60 && text.Length < length; shift += 6)
            {
                text.Append(Alphabet[(int)(part >> shift & 63)]);
            }

            if (text.Length >= length)
            {
                break;
            }
        }
        return text.ToString();
    }

    private static IEnumerable<ulong> Stream(string[] words)
    {
        // FNV-1a over the words, then splitmix64 for the requested number of values.
        var state = 14695981039346656037;
        foreach (var word in words)
        {
            foreach (var c in word)
            {
                state = unchecked((state ^ c) * 1099511628211);
            }

            state = unchecked((state ^ 0xffff) * 1099511628211);
        }
        while (true)
        {
            state = unchecked(state + 0x9e3779b97f4a7c15);
            var mixed = unchecked((state ^ state >> 30) * 0xbf58476d1ce4e5b9);
            mixed = unchecked((mixed ^ mixed >> 27) * 0x94d049bb133111eb);
            yield return mixed ^ mixed >> 31;
        }
    }
}
