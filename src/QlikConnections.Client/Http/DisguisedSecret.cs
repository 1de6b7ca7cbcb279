using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Http;

/// <summary>
/// A secret that a server repeats in another form: in other letters, reversed, as the numbers of its characters, with something between the
/// characters. Such a form has no certain beginning and end, so a message that may contain one is not shown at all.
/// </summary>
internal sealed class DisguisedSecret
{
    /// <summary>Shorter ones are in too many messages by chance.</summary>
    private const int Shortest = 4;

    /// <summary>A part of this length with a digit in it is not there by chance.</summary>
    private const int Piece = 10;

    /// <summary>Pieces of longer secrets are replaced (<see cref="RequestSecrets"/>).</summary>
    private const int ShortestCut = 6;

    private const int LongestVisible = 32;

    private const string Base32Digits = "abcdefghijklmnopqrstuvwxyz234567";

    private static readonly Regex Mask = new("[*\u2022x.#_\u2026-]{2,}|\u2026", RegexOptions.CultureInvariant);

    private readonly string _secret;
    private readonly string[] _forms;

    /// <summary>Prepares the search.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="spellings">Its usual forms, which may have something between their characters.</param>
    public DisguisedSecret(string secret, IEnumerable<string> spellings)
    {
        _secret = secret;
        _forms = [.. spellings.Concat(Forms(secret)).Select(LettersAndDigits).Where(f => f.Length >= Shortest).Distinct()];
    }

    /// <summary>Whether the whole secret may be in a text, from which its usual forms were removed.</summary>
    public bool IsIn(string text)
    {
        if (IsMasked(text))
        {
            return true;
        }

        text = WebUtility.HtmlDecode(text);
        var plain = LettersAndDigits(text);
        var withoutMarks = LettersAndDigits(text.Replace("0x", "").Replace("0X", "").Replace("\\x", "").Replace("\\X", ""));
        return Array.Exists(_forms, f => Contains(plain, f) || Contains(withoutMarks, f))
            || (_secret.Length < Shortest && Contains(text, Reversed(_secret)));
    }

    /// <summary>Whether its beginning or its end is there, and signs in place of the rest: <c>Wint***</c>, <c>W*****6!</c>.</summary>
    private bool IsMasked(string text)
    {
        const int Telling = 4;
        foreach (Match mask in Mask.Matches(text))
        {
            var start = Longest(n => mask.Index >= n && text.IsAt(mask.Index - n, _secret.Substring(0, n)));
            var end = Longest(n => text.IsAt(mask.Index + mask.Length, _secret.Substring(_secret.Length - n)));
            if (start >= Telling || end >= Telling || (start > 0 && end > 0 && start + end >= Math.Min(Telling, _secret.Length - 1)))
            {
                return true;
            }
        }

        return false;
    }

    private int Longest(Func<int, bool> isThere)
    {
        for (var length = Math.Min(_secret.Length - 1, LongestVisible); length > 0; length--)
        {
            if (isThere(length))
            {
                return length;
            }
        }

        return 0;
    }

    /// <summary>Whether a part of the secret may be in a text, from which the parts in its usual forms were removed.</summary>
    public bool IsPartlyIn(string text)
    {
        text = LettersAndDigits(text);
        var pieces = Pieces(_forms);
        for (var at = 0; pieces.Count > 0 && at + Piece <= text.Length; at++)
        {
            if (pieces.Contains(text.Substring(at, Piece)))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Forms(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return Reversed(secret);
        yield return Numbers(bytes, "x2");
        yield return Numbers(Encoding.Unicode.GetBytes(secret), "x2");
        yield return Numbers(Encoding.BigEndianUnicode.GetBytes(secret), "x2");
        yield return Numbers(bytes, "d");
        yield return Numbers(bytes, "d3");
        // Entities of HTML with leading zeros, percent codes of percent codes, octal codes.
        yield return Numbers(bytes, "d5");
        yield return string.Concat(secret.Select(c => "x" + ((int)c).ToString("x", CultureInfo.InvariantCulture)));
        yield return string.Concat(bytes.Select(b => "25" + b.ToString("x2", CultureInfo.InvariantCulture)));
        yield return string.Concat(bytes.Select(b => Convert.ToString(b, 8).PadLeft(3, '0')));
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(Convert.ToBase64String(bytes)));
        yield return Convert.ToBase64String(Encoding.Unicode.GetBytes(secret));
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(Reversed(secret)));
        yield return string.Concat(secret.Select(c => "u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture)));
        yield return string.Concat(bytes.Select(b => Convert.ToString(b, 2).PadLeft(8, '0')));
        yield return string.Concat(secret.Select(Rotated));
        yield return Base32(bytes);
        if (secret.All(c => c <= '\u00FF'))
        {
            byte[] latin = [.. secret.Select(c => (byte)c)];
            yield return string.Concat(latin.Select(b => b < 0x80 ? ((char)b).ToString() : b.ToString("x2", CultureInfo.InvariantCulture)));
            yield return Convert.ToBase64String(latin);
        }

        if (secret.Length <= ShortestCut || secret.All(char.IsLetter))
        {
            // Longer ones are searched for in pieces.
            yield return secret.Substring(1);
            yield return secret.Substring(0, secret.Length - 1);
        }
    }

    private static string Numbers(byte[] bytes, string format) =>
        string.Concat(bytes.Select(b => b.ToString(format, CultureInfo.InvariantCulture)));

    /// <summary>RFC 4648, without padding.</summary>
    private static string Base32(byte[] bytes)
    {
        var bits = string.Concat(bytes.Select(b => Convert.ToString(b, 2).PadLeft(8, '0')));
        bits = bits.PadRight((bits.Length + 4) / 5 * 5, '0');
        return string.Concat(Enumerable.Range(0, bits.Length / 5).Select(i => Base32Digits[Convert.ToInt32(bits.Substring(5 * i, 5), 2)]));
    }

    private static string Reversed(string text)
    {
        var letters = text.ToCharArray();
        Array.Reverse(letters);
        return new string(letters);
    }

    /// <summary>Thirteen letters further in the alphabet (ROT13).</summary>
    private static char Rotated(char letter) => letter switch
    {
        >= 'a' and <= 'z' => (char)('a' + ((letter - 'a' + 13) % 26)),
        >= 'A' and <= 'Z' => (char)('A' + ((letter - 'A' + 13) % 26)),
        _ => letter,
    };

    private static HashSet<string> Pieces(string[] forms)
    {
        var pieces = new HashSet<string>(StringComparer.Ordinal);
        foreach (var form in forms)
        {
            for (var at = 0; at + Piece <= form.Length; at++)
            {
                var piece = form.Substring(at, Piece);
                if (piece.Any(char.IsDigit) && piece.Any(char.IsLetter))
                {
                    pieces.Add(piece);
                }
            }
        }

        return pieces;
    }

    /// <summary>Full-width letters are ordinary ones.</summary>
    private static string LettersAndDigits(string text) =>
        string.Concat(text.Select(HalfWidth).Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    private static char HalfWidth(char letter) => letter is >= '\uFF01' and <= '\uFF5E' ? (char)(letter - 0xFEE0) : letter;

    private static bool Contains(string text, string part) =>
        part.Length > 0 && text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
}
