using System.Text.Json;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Journal;

/// <summary>
/// Reads a journal. It is not trusted: no number in it decides how much is read or kept, a damaged line does not affect other lines, and
/// secrets in it are not shown.
/// </summary>
internal sealed class JournalReading
{
    private const int MegaByte = 1024 * 1024;

    /// <summary>More than a name has anywhere.</summary>
    private const int LongestText = 1024;

    private readonly List<JournalEntry> _entries = [];
    private readonly Dictionary<int, int> _places = [];
    private readonly List<string> _recoveryFiles = [];
    private readonly JournalHead _head;
    private readonly string _path;
    private string? _damage;
    private bool _isEnded;

    private JournalReading(string path, JournalHead head)
    {
        _path = path;
        _head = head;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="QlikException">The file is not a journal, is of a later version, or cannot be read.</exception>
    public static JournalContent Read(string path)
    {
        try
        {
            if (!FileTrust.IsOrdinary(path))
            {
                throw new FormatException(Strings.RecoveryNoFile);
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return stream.Length <= JournalFolder.LargestFolder
                ? Read(path, BoundedLines.Of(stream), EndsWithLineBreak(stream))
                : throw new FormatException(
                    QlikFailure.Message(nameof(Strings.RecoveryTooLarge), JournalFolder.LargestFolder / MegaByte));
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw QlikFailure.Create(nameof(Strings.QlikJournalDamaged), path, exception.Message);
        }
    }

    private static JournalContent Read(string path, IEnumerable<ReadOnlyMemory<byte>?> lines, bool isWhole)
    {
        JournalReading? reading = null;
        (int Number, string Reason)? last = null;
        var number = 0;
        foreach (var line in lines)
        {
            reading?.Note(last);
            last = null;
            number++;
            // Some editors put a mark before the text.
            var content = number == 1 && line is { } first ? RecoveryLine.WithoutMark(first) : line;
            if (content is { Span: var text } && RecoveryLine.IsBlank(text))
            {
                continue;
            }

            try
            {
                using var document = RecoveryLine.Parse(content ?? throw new DamagedLineException(Strings.RecoveryLineTooLong));
                if (reading is null)
                {
                    reading = new JournalReading(path, Head(path, document.RootElement));
                }
                else
                {
                    reading.Take(document.RootElement);
                }
            }
            catch (Exception exception) when (reading is not null && RecoveryLine.IsDamage(exception))
            {
                last = (number, RecoveryLine.Why(exception));
            }
            catch (Exception exception) when (RecoveryLine.IsDamage(exception))
            {
                throw new FormatException(
                    QlikFailure.Message(nameof(Strings.RecoveryLineUnreadable), number, RecoveryLine.Why(exception)), exception);
            }
        }

        // A process that was killed leaves a cut line at the end: the request after it was not sent, or its outcome is not known.
        reading?.Note(isWhole ? last : null);
        return reading?.Content() ?? throw new FormatException(QlikFailure.Message(nameof(Strings.JournalNotOurs), JournalFile.Version));
    }

    private static bool EndsWithLineBreak(FileStream stream)
    {
        if (stream.Length == 0)
        {
            return true;
        }

        stream.Seek(-1, SeekOrigin.End);
        var last = stream.ReadByte();
        stream.Seek(0, SeekOrigin.Begin);
        return last == '\n';
    }

    private static JournalHead Head(string path, JsonElement json)
    {
        if (json.GetProperty("record").GetString() != "head" || json.GetProperty("format").GetString() != JournalFile.Format)
        {
            throw new DamagedLineException(QlikFailure.Message(nameof(Strings.JournalNotOurs), JournalFile.Version));
        }

        var version = json.GetProperty("version").GetInt64();
        if (version != JournalFile.Version)
        {
            throw new DamagedLineException(version > JournalFile.Version
                ? QlikFailure.Message(nameof(Strings.JournalLater), version, JournalFile.Version)
                : QlikFailure.Message(nameof(Strings.JournalNotOurs), JournalFile.Version));
        }

        var run = Text(json, "run");
        return JournalFolder.RunOf(path) != run
            ? throw new DamagedLineException(QlikFailure.Message(nameof(Strings.JournalOtherRun), run))
            : new JournalHead(
                run,
                Text(json, "command"),
                Text(json, "session"),
                new Uri(Text(json, "server"), UriKind.Absolute),
                ConnectionSnapshot.Named<QlikPlatform>(Text(json, "platform")),
                json.GetProperty("userId").GetString(),
                json.GetProperty("userName").GetString(),
                json.GetProperty("started").GetDateTimeOffset())
            {
                Undoes = json.TryGetProperty("undoes", out var undoes) ? Texts(undoes) : [],
            };
    }

    private void Note((int Number, string Reason)? damage)
    {
        if (damage is var (number, reason))
        {
            _damage ??= QlikFailure.Message(nameof(Strings.RecoveryLineUnreadable), number, reason);
        }
    }

    private void Take(JsonElement json)
    {
        switch (Text(json, "record"))
        {
            case "change":
                TakeChange(json);
                break;
            case "outcome":
                TakeOutcome(json);
                break;
            case "end":
                _isEnded = true;
                break;
            case "recovery":
                var name = Text(json, "file");
                // Only a name: the file is in the folder above.
                _recoveryFiles.Add(
                    name == Path.GetFileName(name) && name.EndsWith(RecoveryFolder.Extension, StringComparison.Ordinal)
                        ? name
                        : throw new DamagedLineException(Strings.RecoveryMemberInvalid));
                break;
            default:
                throw new DamagedLineException(Strings.RecoveryMemberInvalid);
        }
    }

    private void TakeChange(JsonElement json)
    {
        var number = json.GetProperty("n").GetInt32();
        var kind = ConnectionSnapshot.Named<JournalKind>(Text(json, "kind"));
        Guid? id = json.GetProperty("id") is { ValueKind: JsonValueKind.String } text ? text.GetGuid() : null;
        var entry = new JournalEntry(_head, number, kind)
        {
            At = json.GetProperty("at").GetDateTimeOffset(),
            Id = id is null == (kind == JournalKind.Create) ? id : throw new DamagedLineException(Strings.RecoveryMemberInvalid),
            Name = Text(json, "name"),
            Space = Id(json.GetProperty("space")),
            Members = [.. json.GetProperty("members").EnumerateArray().Select(Member)],
        };
        if (_places.ContainsKey(number))
        {
            throw new DamagedLineException(QlikFailure.Message(nameof(Strings.JournalNumberTwice), number));
        }

        _places[number] = _entries.Count;
        _entries.Add(entry);
    }

    private void TakeOutcome(JsonElement json)
    {
        var outcome = ConnectionSnapshot.Named<QlikChangeOutcome>(Text(json, "outcome"));
        var errorId = json.TryGetProperty("error", out var error) ? error.GetString() : null;
        int[] places = [.. json.GetProperty("n").EnumerateArray().Select(n => _places[n.GetInt32()])];
        if (json.TryGetProperty("id", out var id))
        {
            Created(places, id.GetGuid(), json);
        }

        foreach (var place in places)
        {
            _entries[place] = _entries[place] with { Outcome = outcome, ErrorId = errorId };
        }
    }

    private void Created(int[] places, Guid id, JsonElement json)
    {
        if (places.Length != 1 || _entries[places[0]] is not { Kind: JournalKind.Create, Id: null } entry)
        {
            throw new DamagedLineException(Strings.RecoveryMemberInvalid);
        }

        var members = entry.Members.Where(m => m.Member != ConnectionMember.Statement).ToList();
        if (json.GetProperty("statement") is { ValueKind: not JsonValueKind.Null } statement)
        {
            members.Add(new MemberChange(ConnectionMember.Statement, null, Value(ConnectionMember.Statement, statement)));
        }

        if (json.TryGetProperty("owner", out var owner))
        {
            members.Add(new MemberChange(ConnectionMember.Owner, null, Id(owner)));
        }

        _entries[places[0]] = entry with { Id = id, Members = members };
    }

    private JournalContent Content() =>
        new(
            _head,
            _entries,
            _recoveryFiles,
            _damage is null ? null : QlikFailure.Create(nameof(Strings.QlikJournalDamaged), _path, _damage)
        )
        {
            IsEnded = _isEnded,
        };

    private static MemberChange Member(JsonElement json)
    {
        var member = Text(json, "member");
        return json.TryGetProperty("hidden", out var hidden) && hidden.GetBoolean()
            ? new MemberChange(member, null, null) { IsHidden = true }
            : ConnectionMember.Judged(
                new MemberChange(member, Value(member, json.GetProperty("before")), Value(member, json.GetProperty("after"))));
    }

    private static object? Value(string member, JsonElement json) => member switch
    {
        _ when json.ValueKind == JsonValueKind.Null => null,
        ConnectionMember.Space or ConnectionMember.Owner => Id(json),
        ConnectionMember.Statement => Statement(json),
        ConnectionMember.Tags => Texts(json),
        _ when ConnectionMember.Rest(member, ConnectionMember.CustomProperty) is not null => Texts(json),
        _ when ConnectionMember.Rest(member, ConnectionMember.Property) is not null => json.ToValue(),
        ConnectionMember.SeparateCredentials => json.GetBoolean(),
        _ => Short(json.GetString()),
    };

    /// <summary>Without gaps it is a text, in which somebody may have written a secret.</summary>
    private static StoredStatement Statement(JsonElement json) =>
        json.ValueKind == JsonValueKind.String
            ? StoredStatement.Of(json.GetString()!, [])
            : StoredStatement.FromJson(json, hasAsterisks: true)!.Judged;

    private static NamedId Id(JsonElement json) =>
        new(Short(json.GetProperty("id").GetString()), Short(json.GetProperty("name").GetString()));

    private static string[] Texts(JsonElement json) => [.. json.EnumerateArray().Select(t => Given(t.GetString()))];

    private static string Text(JsonElement json, string name) => Given(json.GetProperty(name).GetString());

    private static string Given(string? text) => Short(text) ?? throw new DamagedLineException(Strings.RecoveryMemberInvalid);

    /// <summary>Names, ids and tags go into messages and addresses.</summary>
    private static string? Short(string? text) =>
        text?.Length > LongestText ? throw new DamagedLineException(Strings.RecoveryMemberInvalid) : text;
}
