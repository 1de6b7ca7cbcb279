using System.Globalization;
using System.Net;
using System.Text;

namespace QlikConnections.Client.Statements;

/// <summary>Takes off what a text is encoded in, one layer at a time.</summary>
internal static class TextEncoding
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Removes one layer of escapes: percent codes, HTML, quotes that are doubled or after a backslash.</summary>
    public static string WithoutEscapes(string text)
    {
        var decoded = text.IndexOf('%') < 0 ? text : Uri.UnescapeDataString(text);
        if (decoded.IndexOf('&') >= 0)
        {
            // The framework knows only the entities of HTML 4.
            decoded = WebUtility.HtmlDecode(decoded).Replace("&equals;", "=").Replace("&colon;", ":").Replace("&semi;", ";");
        }

        return WithoutWidth(WithoutNumbers(decoded)).Replace("\\\"", "\"").Replace("\"\"", "\"");
    }

    /// <summary>Full-width signs, as East Asian keyboards write them, are ordinary ones.</summary>
    private static string WithoutWidth(string text) =>
        text.Any(IsWide) ? string.Concat(text.Select(c => IsWide(c) ? (char)(c - '\uFEE0') : c)) : text;

    private static bool IsWide(char letter) => letter is >= '\uFF01' and <= '\uFF5E';

    /// <summary>
    /// Whether <c>%2</c> begins the code of a character in a text that is encoded for an address, and is not the separator of the REST
    /// connector: another such code follows, as in <c>key%20in%20(ABC-1)</c>.
    /// </summary>
    public static bool IsPercentCode(string text, int at, int end)
    {
        if (at + 2 >= end || char.ToUpperInvariant(text[at + 2]) is not ('0' or 'B' or 'C' or 'F' or '7' or '8' or '9'))
        {
            return false;
        }

        var limit = Math.Min(end, at + TextScan.LongestName);
        for (var next = text.IndexOf('%', at + 2, limit - at - 2); next >= 0 && next + 2 < end;
            next = text.IndexOf('%', next + 1, Math.Max(limit - next - 1, 0)))
        {
            if (Uri.IsHexDigit(text[next + 1]) && Uri.IsHexDigit(text[next + 2]) && text[next + 1] is not ('0' or '1'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>With a bar for each control character: some formats separate their fields with them.</summary>
    public static string WithoutControls(string text) =>
        text.Any(IsSeparator) ? string.Concat(text.Select(c => IsSeparator(c) ? '|' : c)) : text;

    private static bool IsSeparator(char letter) => char.IsControl(letter) && letter is not ('\t' or '\r' or '\n');

    /// <summary>A text written as the numbers of its bytes; null if it is not one.</summary>
    public static string? FromHex(string text)
    {
        var start = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? 2 : 0;
        if (text.Length - start < 16 || text.Length % 2 != 0 || !text.Skip(start).All(Uri.IsHexDigit))
        {
            return null;
        }

        var letters = new StringBuilder(text.Length / 2);
        for (var at = start; at < text.Length; at += 2)
        {
            letters.Append((char)int.Parse(text.Substring(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        }

        var plain = letters.ToString();
        return plain.Any(char.IsControl) ? null : plain;
    }

    /// <summary>A text in base64; null if it is not one.</summary>
    public static string? FromBase64(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length < 8 || trimmed.Any(c => !(char.IsLetterOrDigit(c) || c is '+' or '/' or '=' or '-' or '_' or '\r' or '\n')))
        {
            return null;
        }

        var whole = trimmed.Replace("\r", "").Replace("\n", "").TrimEnd('=').Replace('-', '+').Replace('_', '/');
        try
        {
            var decoded = Strict.GetString(Convert.FromBase64String(whole.PadRight((whole.Length + 3) / 4 * 4, '=')));
            return decoded.Any(c => char.IsControl(c) && c is not ('\t' or '\r' or '\n')) ? null : decoded;
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            // It was not encoded.
            return null;
        }
    }

    /// <summary>Characters written as numbers: <c>\u003d</c>, <c>\u{3d}</c>, <c>\x3d</c>, <c>\075</c>, <c>%u003d</c>.</summary>
    private static string WithoutNumbers(string text)
    {
        if (text.IndexOf('\\') < 0 && text.IndexOf("%u", StringComparison.OrdinalIgnoreCase) < 0)
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (Sign(text, at) is { } sign)
            {
                plain.Append(sign.Letter);
                at += sign.Length - 1;
            }
            else
            {
                plain.Append(text[at]);
            }
        }

        return plain.ToString();
    }

    private static (char Letter, int Length)? Sign(string text, int at)
    {
        if (text[at] is not ('\\' or '%') || at + 3 >= text.Length)
        {
            return null;
        }

        var kind = char.ToLowerInvariant(text[at + 1]);
        if (text.IsAt(at, "\\u{") && text.IndexOf('}', at, Math.Min(10, text.Length - at)) is > 0 and var close)
        {
            return Number(text.Substring(at + 3, close - at - 3)) is { } braced ? (braced, close + 1 - at) : null;
        }

        if (text[at] == '\\' && kind is '0' or '1')
        {
            return Octal(text.Substring(at + 1, 3)) is { } octal ? (octal, 4) : null;
        }

        var digits = kind == 'u' ? 4 : kind == 'x' && text[at] == '\\' ? 2 : 0;
        return digits > 0 && at + 2 + digits <= text.Length
            && Number(text.Substring(at + 2, digits)) is { } letter ? (letter, digits + 2) : null;
    }

    private static char? Octal(string digits) =>
        digits.All(d => d is >= '0' and <= '7') ? (char)digits.Aggregate(0, (number, d) => (number * 8) + d - '0') : null;

    private static char? Number(string digits) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            && code is >= 0 and <= char.MaxValue ? (char)code : null;
}
