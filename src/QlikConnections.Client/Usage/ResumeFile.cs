using System.Text.Encodings.Web;
using System.Text.Json;
using QlikConnections.Client.Files;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Usage;

/// <summary>
/// What was read of the apps of one site, one line for each app: the connections that their scripts name, never the scripts. So a run that
/// was interrupted continues, and a later run reads only the apps that have changed since. The file is not trusted: a line that cannot be
/// read, or is of another state of its app, means that the app is read again.
/// </summary>
public sealed class ResumeFile : IDisposable
{
    private const string Format = "QlikConnections app scripts";
    private const int Version = 1;
    private const int MegaByte = 1024 * 1024;

    /// <summary>Enough for more than a hundred thousand apps.</summary>
    private const long Largest = 256L * MegaByte;

    /// <summary>By their names: an enumeration would also take numbers.</summary>
    private static readonly Dictionary<string, ScriptReferenceKind> Kinds = new[]
    {
        ScriptReferenceKind.Load,
        ScriptReferenceKind.Store,
        ScriptReferenceKind.Binary,
        ScriptReferenceKind.Include,
        ScriptReferenceKind.Connect,
        ScriptReferenceKind.Inline,
    }.ToDictionary(k => k.ToString(), StringComparer.Ordinal);

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _path;
    private readonly string _site;
    private FileStream? _stream;

    private ResumeFile(string path, string site)
    {
        _path = path;
        _site = site;
    }

    /// <summary>The script reader that the references are of: that of another build may find others.</summary>
    private static string Reader => typeof(LoadScript).Module.ModuleVersionId.ToString();

    /// <summary>Opens the file, or begins it. No other process can write to it until it is disposed.</summary>
    /// <exception cref="QlikException">It is something else, of another site, of a later version, may come from another user, or cannot be
    /// read or written; or the session is one of Qlik Cloud, which keeps what it is about itself.</exception>
    public static ResumeFile Open(string path, QlikSession session)
    {
        if (session.Platform == QlikPlatform.Cloud)
        {
            throw QlikFailure.NotSupported("-ResumePath", Strings.CloudName, Strings.InsteadOfResume);
        }

        var file = new ResumeFile(path, session.Uri.AbsoluteUri);
        try
        {
            if (File.Exists(path) || Directory.Exists(path))
            {
                file.Read();
            }
            else
            {
                file._stream = RecoveryFolder.OpenAlone(path, FileMode.CreateNew, FileOptions.None);
                file.Append(file.WriteHead);
            }

            return file;
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw Unusable(path, exception);
        }
    }

    /// <summary>What was read of an app in its present state; null if it has to be read.</summary>
    internal AppContent? Find(QlikApp app)
    {
        lock (_entries)
        {
            return app.Version is not null && _entries.TryGetValue(app.Id, out var entry) && entry.Changed == app.Version
                ? entry.Content
                : null;
        }
    }

    /// <summary>Keeps what was read of an app. It is with the operating system when this returns.</summary>
    /// <exception cref="QlikException">It cannot be written.</exception>
    internal void Add(QlikApp app, AppContent content)
    {
        if (app.Version is not { } changed || content.Failure is not null)
        {
            return;
        }

        lock (_entries)
        {
            var entry = _entries[app.Id] = new Entry(changed, content);
            try
            {
                Append(json => Write(json, app.Id, entry));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw Unusable(_path, exception);
            }
        }
    }

    /// <summary>All apps were read: writes the file again, without those that are gone and with each once.</summary>
    /// <exception cref="QlikException">It cannot be written.</exception>
    internal void Complete(IEnumerable<QlikApp> apps)
    {
        lock (_entries)
        {
            _stream?.Dispose();
            _stream = null;
            try
            {
                ReplacedFile.Write(
                    _path,
                    path => RecoveryFolder.OpenAlone(path, FileMode.CreateNew, FileOptions.None),
                    stream =>
                    {
                        WriteLine(stream, WriteHead);
                        foreach (var app in apps)
                        {
                            if (_entries.TryGetValue(app.Id, out var entry))
                            {
                                WriteLine(stream, json => Write(json, app.Id, entry));
                            }
                        }
                    }
                );
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw Unusable(_path, exception);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private static QlikException Unusable(string path, Exception exception) =>
        QlikFailure.Create(nameof(Strings.QlikResumeFileUnusable), path, exception.Message);

    private void Read()
    {
        if (!FileTrust.IsOrdinary(_path))
        {
            throw new FormatException(Strings.RecoveryNoFile);
        }

        if (FileTrust.AgainstFile(_path) is { } doubt)
        {
            throw new FormatException(doubt);
        }

        _stream = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        if (_stream.Length > Largest)
        {
            throw new FormatException(QlikFailure.Message(nameof(Strings.RecoveryTooLarge), Largest / MegaByte));
        }

        bool? isCurrent = null;
        foreach (var line in BoundedLines.Of(_stream))
        {
            if (isCurrent is null)
            {
                isCurrent = ReadHead(line);
            }
            else if (isCurrent.Value && line is { } content)
            {
                ReadApp(content);
            }
        }

        if (isCurrent is null)
        {
            throw new FormatException(Strings.ResumeFileOther);
        }

        // A run that was killed may have left a part of a line.
        _stream.Seek(0, SeekOrigin.End);
        _stream.WriteByte((byte)'\n');
    }

    /// <summary>True if its lines can be used.</summary>
    private bool ReadHead(ReadOnlyMemory<byte>? line)
    {
        try
        {
            using var document = RecoveryLine.Parse(
                RecoveryLine.WithoutMark(line ?? throw new FormatException(Strings.RecoveryLineTooLong))
            );
            var head = document.RootElement;
            if (Text(head, "format") != Format || head.GetProperty("version").GetInt32() != Version)
            {
                throw new FormatException(Strings.ResumeFileOther);
            }

            return Text(head, "site") == _site
                ? Text(head, "reader") == Reader
                : throw new FormatException(QlikFailure.Message(nameof(Strings.ResumeFileOfSite), DisplayText.Of(Text(head, "site"))));
        }
        catch (Exception exception) when (exception is not FormatException && RecoveryLine.IsDamage(exception))
        {
            throw new FormatException(Strings.ResumeFileOther, exception);
        }
    }

    private void ReadApp(ReadOnlyMemory<byte> line)
    {
        if (RecoveryLine.IsBlank(line.Span))
        {
            return;
        }

        try
        {
            using var document = RecoveryLine.Parse(line);
            var app = document.RootElement;
            _entries[Text(app, "id")] = new Entry(
                Text(app, "changed"),
                new AppContent { References = References(app, "references"), Lineage = References(app, "lineage") }
            );
        }
        catch (Exception exception) when (RecoveryLine.IsDamage(exception))
        {
            // The app is read again.
        }
    }

    private static IReadOnlyList<ScriptReference> References(JsonElement app, string name) =>
        [.. app.GetProperty(name).EnumerateArray().Select(Reference)];

    private static ScriptReference Reference(JsonElement json)
    {
        return new ScriptReference(
            json.TryGetProperty("space", out var space) ? space.GetString() : null,
            Text(json, "name"),
            Kinds.TryGetValue(Text(json, "kind"), out var kind) ? kind : throw new FormatException(),
            json.GetProperty("line").GetInt32(),
            json.GetProperty("exact").GetBoolean(),
            Text(json, "text")
        );
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException();

    private void Append(Action<Utf8JsonWriter> write)
    {
        WriteLine(_stream!, write);
        _stream!.Flush();
    }

    private static void WriteLine(Stream stream, Action<Utf8JsonWriter> write)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        line.WriteTo(stream);
    }

    private void WriteHead(Utf8JsonWriter json)
    {
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        json.WriteString("site", _site);
        json.WriteString("reader", Reader);
    }

    private static void Write(Utf8JsonWriter json, string id, Entry entry)
    {
        json.WriteString("id", id);
        json.WriteString("changed", entry.Changed);
        Write(json, "references", entry.Content.References);
        Write(json, "lineage", entry.Content.Lineage);
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<ScriptReference> references)
    {
        json.WriteStartArray(name);
        foreach (var reference in references)
        {
            json.WriteStartObject();
            if (reference.Space is not null)
            {
                json.WriteString("space", reference.Space);
            }

            json.WriteString("name", reference.Name);
            json.WriteString("kind", reference.Kind.ToString());
            json.WriteNumber("line", reference.Line);
            json.WriteBoolean("exact", reference.IsExact);
            json.WriteString("text", reference.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What was read of an app.</summary>
    /// <param name="Changed">Its state, as the site names it.</param>
    /// <param name="Content">What its script and lineage name.</param>
    private sealed record class Entry(string Changed, AppContent Content);
}
