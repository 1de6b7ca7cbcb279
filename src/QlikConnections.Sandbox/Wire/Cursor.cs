using System.Text;
using QlikConnections.Sandbox.Tenancy;

namespace QlikConnections.Sandbox.Wire;

/// <summary>Opaque page cursors: sealed with a checksum and bound to their query, so that a forged or edited one is refused.</summary>
internal static class Cursor
{
    private const char Separator = '\u001f';

    public static string Seal(string query, params string[] parts)
    {
        var text = string.Join(Separator.ToString(), parts);
        var sealedText = Checksum(query, text) + text;
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(sealedText)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    public static string[] Open(string query, string cursor, int parts)
    {
        var text = Decode(cursor);
        if (text.Length > 16)
        {
            var payload = text.Substring(16);
            if (text.StartsWith(Checksum(query, payload), StringComparison.Ordinal))
            {
                return payload.Split([Separator], parts);
            }
        }
        throw Refusal.BadRequest("The page cursor is not valid for this query");
    }

    private static string Decode(string cursor)
    {
        var padded = cursor.Replace('-', '+').Replace('_', '/');
        padded += new string('=', (4 - padded.Length % 4) % 4);
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(padded));
        }
        catch (FormatException)
        {
            return "";
        }
    }

    private static string Checksum(string query, string payload) => StableId.Hex(16, "cursor", query, payload);
}
