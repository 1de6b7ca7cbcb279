using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace QlikConnections.Client.Files;

/// <summary>
/// The names of the files in a folder of exports, one for each connection: what can be read of space and name, and a hash of both. The hash
/// keeps names apart that a file system does not, by case or by Unicode form, and makes each name independent of the other connections.
/// </summary>
internal static class ExportFileName
{
    /// <summary>How the names end.</summary>
    public const string Extension = ".json";

    /// <summary>Keeps the name below 255 bytes, which is the limit of Linux, with three bytes for each character.</summary>
    private const int LongestPart = 30;

    private const int HashBytes = 10;

    private static readonly Regex HashAtTheEnd = new("_[0-9a-f]{20}\\.json$", RegexOptions.CultureInvariant);

    /// <summary>The file names of connections, in the order of the connections.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<ExportKey> keys)
    {
        var names = new List<string>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in keys)
        {
            // Two connections with one identity: the later one is named by its id, too.
            var name = Of(key, "");
            name = taken.Add(name) ? name : Of(key, key.Id.ToString("D"));
            taken.Add(name);
            names.Add(name);
        }

        return names;
    }

    /// <summary>Whether a file may be one of a folder of exports: its name ends with a hash.</summary>
    public static bool IsOne(string fileName) => HashAtTheEnd.IsMatch(fileName);

    /// <summary>A file name as the comparison needs it: macOS may return it in another Unicode form.</summary>
    public static string Comparable(string fileName) => Composed(fileName);

    private static string Of(ExportKey key, string id)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Join("\n", key.Space, key.Name, key.Owner, id));
        var hash = Sha256.Of(bytes);
        var text = string.Concat(hash.Take(HashBytes).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
        return (key.Space.Length == 0 ? "" : Readable(key.Space) + "_") + Readable(key.Name) + "_" + text + Extension;
    }

    /// <summary>Letters and digits; everything else becomes a hyphen. No separator, reserved name or trailing dot can remain.</summary>
    private static string Readable(string text)
    {
        var readable = new StringBuilder();
        foreach (var character in Composed(text).Where(_ => readable.Length < LongestPart))
        {
            if (char.IsLetterOrDigit(character))
            {
                readable.Append(character);
            }
            else if (readable.Length == 0 || readable[readable.Length - 1] != '-')
            {
                readable.Append('-');
            }
        }

        return readable.ToString();
    }

    private static string Composed(string text)
    {
        try
        {
            return text.Normalize();
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair, which becomes a hyphen.
            return text;
        }
    }
}
