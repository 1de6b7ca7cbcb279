using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using QlikConnections.Client.Files;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Journal;

/// <summary>
/// Writes the journal of one run in one session: a head, a line for each change before its request is sent, and a line for the outcomes
/// that became known together. What was written is with the operating system, so it remains when the process is killed.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    /// <summary>The format in the head.</summary>
    public const string Format = "QlikConnections journal";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly byte[] LineBreak = [(byte)'\n'];

    private readonly MemoryStream _lines = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null, Readable);
    private readonly FileStream _stream;
    private readonly TimeProvider _time;
    private int _count;
    private bool _isTorn;

    private JournalFile(FileStream stream, TimeProvider time)
    {
        _stream = stream;
        _time = time;
    }

    /// <summary>Begins a file. If its head cannot be written, it is deleted.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="head">The run.</param>
    /// <param name="version">The version of the module.</param>
    public static JournalFile Begin(FileStream stream, TimeProvider time, JournalHead head, string version)
    {
        var file = new JournalFile(stream, time);
        try
        {
            file.Begin(head, version);
            return file;
        }
        catch
        {
            file.Dispose();
            ReplacedFile.DeleteUnused(stream.Name);
            throw;
        }
    }

    /// <summary>Writes that the run wrote a recovery file.</summary>
    public void Recovery(string name)
    {
        Line(json =>
        {
            json.WriteString("record", "recovery");
            json.WriteString("file", name);
        });
        Flush();
    }


    /// <summary>Writes what is about to be done. It is complete when this returns.</summary>
    /// <returns>The number of the first line; the others follow.</returns>
    public int Intend(IEnumerable<(JournalKind Kind, Guid? Id, string Name, NamedId Space, IReadOnlyList<MemberChange> Members)> changes)
    {
        var first = _count;
        var now = Time(_time.GetUtcNow());
        foreach (var change in changes)
        {
            Line(json =>
            {
                json.WriteString("record", "change");
                json.WriteNumber("n", _count);
                json.WriteString("at", now);
                json.WriteString("kind", change.Kind.ToString());
                Write(json, change.Id);
                json.WriteString("name", change.Name);
                Write(json, "space", change.Space);
                json.WriteStartArray("members");
                foreach (var member in change.Members)
                {
                    Write(json, member);
                }

                json.WriteEndArray();
            });
            _count++;
        }

        Flush();
        return first;
    }

    /// <summary>Writes an outcome that became known.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="errorId">The id of the error; null if there was none.</param>
    /// <param name="numbers">The lines of which it is the outcome.</param>
    /// <param name="created">The connection that was created; null for none.</param>
    public void Settle(QlikChangeOutcome outcome, string? errorId, IReadOnlyList<int> numbers, CreatedConnection? created = null)
    {
        Line(json =>
        {
            json.WriteString("record", "outcome");
            json.WriteString("outcome", outcome.ToString());
            if (errorId is not null)
            {
                json.WriteString("error", errorId);
            }

            json.WriteStartArray("n");
            foreach (var number in numbers)
            {
                json.WriteNumberValue(number);
            }

            json.WriteEndArray();
            if (created is not null)
            {
                json.WriteString("id", created.Id.ToString("D"));
                Write(json, "statement", created.Statement);
                if (created.Owner is { } owner)
                {
                    Write(json, "owner", owner);
                }
            }
        });
        Flush();
    }

    /// <summary>Writes that the run came to its end.</summary>
    public void End()
    {
        Line(json => json.WriteString("record", "end"));
        Flush();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        _json.Dispose();
        _lines.Dispose();
    }

    private void Begin(JournalHead head, string version)
    {
        Line(json =>
        {
            json.WriteString("record", "head");
            json.WriteString("format", Format);
            json.WriteNumber("version", Version);
            json.WriteString("run", head.Run);
            json.WriteString("command", head.Command);
            json.WriteString("session", head.Session);
            json.WriteString("server", head.Server.AbsoluteUri);
            json.WriteString("platform", head.Platform.ToString());
            json.WriteString("userId", head.UserId);
            json.WriteString("userName", head.UserName);
            json.WriteString("started", Time(head.Started));
            json.WriteString("module", version);
            if (head.Undoes.Count > 0)
            {
                json.WriteStartArray("undoes");
                head.Undoes.ToList().ForEach(json.WriteStringValue);
                json.WriteEndArray();
            }
        });
        Flush();
    }

    private void Line(Action<Utf8JsonWriter> write)
    {
        // One writer for all lines: ten thousand connections are ten thousand of them.
        _json.Reset(_lines);
        _json.WriteStartObject();
        write(_json);
        _json.WriteEndObject();
        _json.Flush();
        _lines.Write(LineBreak, 0, LineBreak.Length);
    }

    private void Flush()
    {
        try
        {
            if (_isTorn)
            {
                // A line that a full disk cut off must not damage the next one.
                _stream.Write(LineBreak, 0, LineBreak.Length);
            }

            _isTorn = true;
            _stream.Write(_lines.GetBuffer(), 0, (int)_lines.Length);
            _stream.Flush();
            _isTorn = false;
        }
        finally
        {
            _lines.SetLength(0);
        }
    }

    private static void Write(Utf8JsonWriter json, Guid? id)
    {
        if (id is { } value)
        {
            json.WriteString("id", value);
        }
        else
        {
            json.WriteNull("id");
        }
    }

    private static void Write(Utf8JsonWriter json, MemberChange change)
    {
        json.WriteStartObject();
        json.WriteString("member", change.Member);
        if (change.IsHidden)
        {
            json.WriteBoolean("hidden", true);
        }
        else
        {
            Write(json, "before", change.Before);
            Write(json, "after", change.After);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        switch (value)
        {
            case NamedId id:
                json.WriteStartObject();
                json.WriteString("id", id.Id);
                json.WriteString("name", id.Name);
                json.WriteEndObject();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case StoredStatement statement:
                Write(json, statement.ToJson());
                break;
            default:
                Write(json, ConnectionSnapshot.Node(value));
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, JsonNode? node)
    {
        if (node is null)
        {
            json.WriteNullValue();
        }
        else
        {
            node.WriteTo(json);
        }
    }

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
