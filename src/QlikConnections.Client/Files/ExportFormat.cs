using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QlikConnections.Client.Files;

/// <summary>
/// The text of an export: UTF-8 without BOM, LF, indented by two, a line for each member. docs/export.schema.json describes it.
/// </summary>
public static class ExportFormat
{
    /// <summary>The version of the format. A later one may use the same members with another meaning.</summary>
    public const int Version = 1;

    /// <summary>What an export says that it is.</summary>
    public const string Name = "QlikConnections export";

    /// <summary>An export says what it is in its first characters.</summary>
    private const int LongestStart = 256;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    private static readonly Regex Start = new(
        $"^\\s*\\{{\\s*\"format\"\\s*:\\s*\"{Name}\"\\s*,\\s*\"version\"\\s*:\\s*{Version}\\s*,",
        RegexOptions.CultureInvariant
    );

    /// <summary>A connection as it is in the list of an export.</summary>
    public static byte[] Record(QlikDataConnection connection) =>
        Utf8.GetBytes("\n    " + Text(ExportedConnection.ToJson(connection)).Replace("\n", "\n    "));

    /// <summary>Writes an export.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="session">The session of the connections.</param>
    /// <param name="records">The connections, as <see cref="Record"/> returns them.</param>
    public static void Write(Stream stream, QlikSession session, IEnumerable<byte[]> records)
    {
        Put(stream, Utf8.GetBytes(Head(session)));
        var isFirst = true;
        foreach (var record in records)
        {
            if (!isFirst)
            {
                stream.WriteByte((byte)',');
            }

            isFirst = false;
            Put(stream, record);
        }

        Put(stream, Utf8.GetBytes(isFirst ? "]\n}\n" : "\n  ]\n}\n"));
    }

    /// <summary>True for an export of this version, whatever wrote its line breaks, and for an empty file.</summary>
    public static bool IsExport(string file) => StartOf(file, LongestStart) is var start && (start.Length == 0 || Start.IsMatch(start));

    /// <summary>True for a file that says at its beginning that it is an export, of any version.</summary>
    public static bool Claims(string file) => StartOf(file, LongestStart).IndexOf(Name, StringComparison.Ordinal) >= 0;

    /// <summary>True for an export of the same server, in this version.</summary>
    public static bool IsExportOf(string file, QlikSession session) =>
        Head(session) is var head
        && StartOf(file, head.Length + LongestStart).Replace("\r\n", "\n").StartsWith(head, StringComparison.Ordinal);

    private static string StartOf(string file, int most)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Utf8);
        var start = new char[most];
        return new string(start, 0, reader.ReadBlock(start, 0, start.Length));
    }

    /// <summary>Everything before the connections.</summary>
    private static string Head(QlikSession session)
    {
        var text = Text(new JsonObject
        {
            ["format"] = Name,
            ["version"] = Version,
            ["platform"] = session.Platform.ToString(),
            ["provenance"] = new JsonObject { ["server"] = session.Uri.AbsoluteUri },
        });
        return text.Substring(0, text.Length - "\n}".Length) + ",\n  \"connections\": [";
    }

    private static void Put(Stream stream, byte[] bytes) => stream.Write(bytes, 0, bytes.Length);

    /// <summary>JSON with LF; line breaks in values are escaped.</summary>
    private static string Text(JsonObject json) => json.ToJsonString(Readable).Replace("\r\n", "\n");
}
