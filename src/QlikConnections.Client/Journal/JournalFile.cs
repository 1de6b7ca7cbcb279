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

    private static readonly JsonWriterOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly byte[] LineBreak = [(byte)'\n'];

    /// <summary>The names and kinds that each line of a change has.</summary>
    private static readonly JsonEncodedText[] Kinds =
    [
        .. new[] { JournalKind.Change, JournalKind.Create, JournalKind.Remove }.Select(k => JsonEncodedText.Encode(k.ToString())),
    ];
    private static readonly JsonEncodedText RecordName = JsonEncodedText.Encode("record");
    private static readonly JsonEncodedText ChangeRecord = JsonEncodedText.Encode("change");
    private static readonly JsonEncodedText NumberName = JsonEncodedText.Encode("n");
    private static readonly JsonEncodedText AtName = JsonEncodedText.Encode("at");
    private static readonly JsonEncodedText KindName = JsonEncodedText.Encode("kind");
    private static readonly JsonEncodedText IdName = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText NameName = JsonEncodedText.Encode("name");
    private static readonly JsonEncodedText SpaceName = JsonEncodedText.Encode("space");
    private static readonly JsonEncodedText MembersName = JsonEncodedText.Encode("members");
    private static readonly JsonEncodedText MemberName = JsonEncodedText.Encode("member");
    private static readonly JsonEncodedText BeforeName = JsonEncodedText.Encode("before");
    private static readonly JsonEncodedText AfterName = JsonEncodedText.Encode("after");

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
        var now = JsonEncodedText.Encode(Time(_time.GetUtcNow()), JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        foreach (var change in changes)
        {
            StartLine();
            _json.WriteString(RecordName, ChangeRecord);
            _json.WriteNumber(NumberName, _count++);
            _json.WriteString(AtName, now);
            _json.WriteString(KindName, Kinds[(int)change.Kind]);
            WriteId(change.Id);
            _json.WriteString(NameName, change.Name);
            Write(SpaceName, change.Space);
            _json.WriteStartArray(MembersName);
            foreach (var member in change.Members)
            {
                Write(member);
            }

            _json.WriteEndArray();
            EndLine();
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
                json.WriteString(IdName, created.Id);
                Write(JsonEncodedText.Encode("statement"), created.Statement);
                if (created.Owner is { } owner)
                {
                    Write(JsonEncodedText.Encode("owner"), owner);
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
        StartLine();
        write(_json);
        EndLine();
    }

    /// <summary>One writer for all lines: ten thousand connections are ten thousand of them.</summary>
    private void StartLine()
    {
        _json.Reset(_lines);
        _json.WriteStartObject();
    }

    private void EndLine()
    {
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

    private void WriteId(Guid? id)
    {
        if (id is { } value)
        {
            _json.WriteString(IdName, value);
        }
        else
        {
            _json.WriteNull(IdName);
        }
    }

    private void Write(MemberChange change)
    {
        _json.WriteStartObject();
        _json.WriteString(MemberName, change.Member);
        if (change.IsHidden)
        {
            _json.WriteBoolean("hidden", true);
        }
        else
        {
            Write(BeforeName, change.Before);
            Write(AfterName, change.After);
        }

        _json.WriteEndObject();
    }

    private void Write(JsonEncodedText name, object? value)
    {
        _json.WritePropertyName(name);
        switch (value)
        {
            case NamedId id:
                _json.WriteStartObject();
                _json.WriteString(IdName, id.Id);
                _json.WriteString(NameName, id.Name);
                _json.WriteEndObject();
                break;
            case string text:
                _json.WriteStringValue(text);
                break;
            case StoredStatement statement:
                Write(statement.ToJson());
                break;
            default:
                Write(ConnectionSnapshot.Node(value));
                break;
        }
    }

    private void Write(JsonNode? node)
    {
        if (node is null)
        {
            _json.WriteNullValue();
        }
        else
        {
            node.WriteTo(_json);
        }
    }

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
