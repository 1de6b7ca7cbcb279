using System.Text.Json;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Files;

/// <summary>
/// Reads exports, which are untrusted input: somebody may have edited or cut them. A file that is not whole gives nothing; a connection
/// that is not as docs/export.schema.json says is one failure, and the others are read.
/// </summary>
public static class ExportReader
{
    private const int MegaByte = 1024 * 1024;

    /// <summary>Enough for several hundred thousand connections.</summary>
    private const long Largest = 1024L * MegaByte;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="QlikException">QlikImportUnreadable: it is not a whole export of this version.</exception>
    public static ExportContent Read(string path)
    {
        try
        {
            // Through a link, which somebody named; but opening a pipe could wait forever.
            if (!FileTrust.LeadsToFile(path))
            {
                throw new DamagedLineException(Strings.RecoveryNoFile);
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > Largest)
            {
                throw new DamagedLineException(QlikFailure.Message(nameof(Strings.RecoveryTooLarge), Largest / MegaByte));
            }

            using var content = new MemoryStream((int)stream.Length);
            stream.CopyTo(content);
            return Read(content.GetBuffer().AsMemory(0, (int)content.Length), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DamagedLineException)
        {
            throw Unreadable(path, exception.Message);
        }
    }

    /// <summary>Reads the text of an export.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="source">Where it is from, for messages.</param>
    /// <exception cref="QlikException">QlikImportUnreadable: it is not a whole export of this version.</exception>
    public static ExportContent Read(ReadOnlyMemory<byte> utf8, string source)
    {
        utf8 = WithoutMark(utf8);
        try
        {
            var head = Head(utf8.Span);
            var content = new ExportContent(source, head.Server, [], []);
            Connections(utf8.Span, head.Platform, content);
            return content;
        }
        catch (JsonException exception)
        {
            throw Unreadable(
                source,
                QlikFailure.Message(nameof(Strings.ImportNoJson), exception.LineNumber + 1, exception.BytePositionInLine + 1)
            );
        }
        catch (Exception exception) when (RecoveryLine.IsDamage(exception))
        {
            throw Unreadable(source, RecoveryLine.Why(exception));
        }
    }

    /// <summary>Reads a connection of an export without the rest of it. Only Qlik Cloud has data sources.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="source">Where it is from, for messages.</param>
    /// <param name="number">Which connection it is there.</param>
    public static ExportContent ReadOne(ReadOnlyMemory<byte> utf8, string source, int number)
    {
        var content = new ExportContent(source, "", [], []);
        using var document = JsonDocument.Parse(utf8);
        var isCloud = document.RootElement.TryGetProperty("dataSource", out var data) && data.ValueKind == JsonValueKind.String;
        Take(document.RootElement, isCloud ? QlikPlatform.Cloud : QlikPlatform.Repository, number, content);
        return content;
    }

    private static QlikException Unreadable(string source, string reason) =>
        QlikFailure.Create(nameof(Strings.QlikImportUnreadable), source, reason);

    /// <summary>What precedes or follows the connections: tools that sort members put it anywhere. Reads the whole text, so that nothing is
    /// taken from one that is cut off.</summary>
    private static (QlikPlatform Platform, string Server) Head(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        string? format = null, platform = null, server = null;
        long version = 0;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!seen.Add(name))
            {
                throw new DamagedLineException(QlikFailure.Message(nameof(Strings.RecoveryNameTwice), name));
            }

            reader.Read();
            switch (name)
            {
                case "format":
                    format = reader.GetString();
                    break;
                case "version":
                    version = reader.GetInt64();
                    break;
                case "platform":
                    platform = reader.GetString();
                    break;
                case "provenance":
                    using (var provenance = JsonDocument.ParseValue(ref reader))
                    {
                        server = provenance.RootElement.GetProperty("server").GetString();
                    }

                    break;
                case "connections":
                    Require(reader.TokenType == JsonTokenType.StartArray);
                    reader.Skip();
                    break;
                case "$schema":
                    break;
                default:
                    throw new DamagedLineException(QlikFailure.Message(nameof(Strings.ImportUnknownMember), name));
            }
        }

        // Nothing may follow.
        while (reader.Read())
        {
        }

        Require(seen.Contains("connections") || format != ExportFormat.Name);
        return Checked(format, version, platform, server);
    }

    private static (QlikPlatform Platform, string Server) Checked(string? format, long version, string? platform, string? server)
    {
        if (format != ExportFormat.Name)
        {
            throw new DamagedLineException(Strings.ImportNotOurs);
        }

        return version == ExportFormat.Version
            ? (ConnectionSnapshot.Named<QlikPlatform>(platform), server ?? throw new DamagedLineException(Strings.RecoveryMemberInvalid))
            : throw new DamagedLineException(QlikFailure.Message(nameof(Strings.ImportLater), version, ExportFormat.Version));
    }

    private static void Connections(ReadOnlySpan<byte> utf8, QlikPlatform platform, ExportContent content)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isList = reader.ValueTextEquals("connections"u8);
            reader.Read();
            if (!isList)
            {
                reader.Skip();
                continue;
            }

            for (var number = 1; reader.Read() && reader.TokenType != JsonTokenType.EndArray; number++)
            {
                using var document = JsonDocument.ParseValue(ref reader);
                Take(document.RootElement, platform, number, content);
            }
        }
    }

    private static void Take(JsonElement json, QlikPlatform platform, int number, ExportContent content)
    {
        try
        {
            content.Connections.Add(ExportedConnection.FromJson(json, platform, content.Source));
        }
        catch (Exception exception) when (RecoveryLine.IsDamage(exception))
        {
            var which = ExportedConnection.NameOf(json) is { } name
                ? QlikFailure.Message(nameof(Strings.ImportNumberNamed), number, name)
                : QlikFailure.Message(nameof(Strings.ImportNumber), number);
            content.Failures.Add(
                QlikFailure.Create(nameof(Strings.QlikImportInvalid), which, content.Source, RecoveryLine.Why(exception))
            );
        }
    }

    private static void Require(bool isAsWritten)
    {
        if (!isAsWritten)
        {
            throw new DamagedLineException(Strings.RecoveryMemberInvalid);
        }
    }

    /// <summary>Without the byte order mark that some editors put before the text.</summary>
    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> text) =>
        text.Span.StartsWith(new byte[] { 0xEF, 0xBB, 0xBF }) ? text.Slice(3) : text;
}

/// <summary>What an export has.</summary>
/// <param name="Source">Where it is from.</param>
/// <param name="Server">The server of its connections.</param>
/// <param name="Connections">The connections that can be used.</param>
/// <param name="Failures">Why others cannot.</param>
public sealed record class ExportContent(
    string Source,
    string Server,
    List<PortableConnection> Connections,
    List<QlikException> Failures
);
