using System.Text.Json;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// Reads the lines of a recovery file. The file is not trusted: no number in it decides how much is read or kept, and a damaged line does
/// not affect other lines.
/// </summary>
internal sealed class RecoveryReading
{
    private readonly string _path;
    private readonly Header _header;
    private readonly List<(QlikDataConnection Before, IReadOnlyList<string> LeftOut, StoredStatement? Statement)> _connections = [];
    private readonly HashSet<Guid> _ids = [];
    private readonly Dictionary<Guid, (RecoveryStep Last, Guid? NewId)> _steps = [];
    private string? _firstDamage;
    private bool _isChanged;

    private RecoveryReading(string path, Header header)
    {
        _path = path;
        _header = header;
    }

    /// <summary>The connections of a file and their states.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="lines">Its lines; null for one that is too long.</param>
    /// <exception cref="FormatException">The file is not a recovery file.</exception>
    public static RecoveryContent Read(string path, IEnumerable<ReadOnlyMemory<byte>?> lines)
    {
        RecoveryReading? reading = null;
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (line is { Span: var text } && RecoveryLine.IsBlank(number == 1 ? RecoveryLine.WithoutMark(text) : text))
            {
                continue;
            }

            if (reading is null)
            {
                reading = new RecoveryReading(path, ReadHeader(number == 1 && line is { } first ? RecoveryLine.WithoutMark(first) : line));
            }
            else
            {
                reading.Take(line, number);
            }
        }

        return reading?.Result() ?? throw new FormatException(QlikFailure.Message(nameof(Strings.RecoveryNotOurs), RecoveryFile.Version));
    }

    private static Header ReadHeader(ReadOnlyMemory<byte>? line)
    {
        long? later = null;
        try
        {
            using var document = RecoveryLine.Parse(line ?? throw new DamagedLineException(Strings.RecoveryLineTooLong));
            var json = document.RootElement;
            var version = Text(json, "record") == "header" ? json.GetProperty("version").GetInt64() : 0;
            later = version > RecoveryFile.Version ? version : null;
            if (version is >= RecoveryFile.OldestVersion and <= RecoveryFile.Version)
            {
                var tenant = new Uri(Text(json, "tenant"), UriKind.Absolute);
                return new Header(
                    Named<QlikRecoveryReason>(json, "reason"),
                    Named<QlikPlatform>(json, "platform"),
                    Text(json, "session"),
                    tenant,
                    json.GetProperty("written").GetDateTimeOffset(),
                    json.GetProperty("count").GetInt64(),
                    json.TryGetProperty("temporaryName", out var name) ? name.GetString() : null,
                    json.TryGetProperty("newDataSourceId", out var source) ? source.GetString() : null);
            }
        }
        catch (Exception exception) when (RecoveryLine.IsDamage(exception))
        {
            throw new FormatException(
                QlikFailure.Message(nameof(Strings.RecoveryLineUnreadable), 1, RecoveryLine.Why(exception)),
                exception
            );
        }

        throw new FormatException(later is null
            ? QlikFailure.Message(nameof(Strings.RecoveryNotOurs), RecoveryFile.Version)
            : QlikFailure.Message(nameof(Strings.RecoveryLater), later, RecoveryFile.Version));
    }

    private void Take(ReadOnlyMemory<byte>? line, int number)
    {
        try
        {
            using var document = RecoveryLine.Parse(line ?? throw new DamagedLineException(Strings.RecoveryLineTooLong));
            if (Text(document.RootElement, "record") == "step")
            {
                TakeStep(document.RootElement);
            }
            else
            {
                TakeConnection(document.RootElement);
            }
        }
        catch (Exception exception) when (RecoveryLine.IsDamage(exception))
        {
            // The state of a step that a crash cut off is unknown, so the server decides. The count shows whether it was a connection.
            _firstDamage ??= QlikFailure.Message(nameof(Strings.RecoveryLineUnreadable), number, RecoveryLine.Why(exception));
            _isChanged |= line is not { Span: var text } || !IsCutStep(text);
        }
    }

    /// <summary>Whether a line begins as a step does, as far as it goes: only a crash leaves such a line.</summary>
    private static bool IsCutStep(ReadOnlySpan<byte> line)
    {
        var step = "{\"record\":\"step\""u8;
        return line.Length < step.Length ? step.StartsWith(line) : line.StartsWith(step);
    }

    private void TakeStep(JsonElement json)
    {
        var step = Named<RecoveryStep>(json, "step");
        Guid? newId = json.GetProperty("newId") is { ValueKind: JsonValueKind.String } id ? id.GetGuid() : null;
        foreach (var connection in json.GetProperty("ids").EnumerateArray().Select(i => i.GetGuid()).ToArray())
        {
            _steps[connection] = (step, newId ?? (_steps.TryGetValue(connection, out var earlier) ? earlier.NewId : null));
        }
    }

    private void TakeConnection(JsonElement json)
    {
        var before = ConnectionSnapshot.FromJson(json);
        if (_header.TemporaryName is { } temporary && !RebuildPlan.IsTemporaryName(temporary, before.Name))
        {
            throw new DamagedLineException(QlikFailure.Message(nameof(Strings.RecoveryNoTemporaryName), temporary, before.Name));
        }

        var leftOut = ConnectionSnapshot.LeftOut(json);
        var statement = ConnectionSnapshot.StatementOf(json);
        if (!_ids.Add(before.Id))
        {
            throw new DamagedLineException(QlikFailure.Message(nameof(Strings.RecoveryIdTwice), before.Id));
        }

        _connections.Add((before, leftOut, statement));
    }

    private RecoveryContent Result()
    {
        var isComplete = _header.Count == _connections.Count;
        var damage = isComplete && !_isChanged ? null : QlikFailure.Create(
            nameof(Strings.QlikRecoveryDamaged),
            _path,
            isComplete
                ? _firstDamage!
                : QlikFailure.Message(nameof(Strings.RecoveryIncomplete), _header.Count, _connections.Count, _firstDamage ?? ""));
        return new RecoveryContent([.. _connections.Select(c => Entry(c.Before, c.LeftOut, c.Statement))], damage);
    }

    private QlikRecoveryEntry Entry(QlikDataConnection before, IReadOnlyList<string> leftOut, StoredStatement? statement)
    {
        var isKnown = _steps.TryGetValue(before.Id, out var step);
        return new QlikRecoveryEntry(before)
        {
            Reason = _header.Reason,
            State = isKnown ? State(step.Last) : QlikRecoveryState.Pending,
            Written = _header.Written,
            SessionName = _header.Session,
            Tenant = _header.Tenant,
            Platform = _header.Platform,
            LeftOut = leftOut,
            Statement = statement,
            Path = _path,
            Rebuild = _header.TemporaryName is { } name
                ? new RebuildPlan(name, _header.NewDataSourceId ?? "", isKnown ? step.NewId : null) { Written = _header.Written }
                : null,
        };
    }

    private static QlikRecoveryState State(RecoveryStep last) => last switch
    {
        RecoveryStep.Removed => QlikRecoveryState.Removed,
        RecoveryStep.Finished => QlikRecoveryState.Rebuilt,
        RecoveryStep.RolledBack => QlikRecoveryState.RolledBack,
        RecoveryStep.Restored => QlikRecoveryState.Restored,
        _ => QlikRecoveryState.Pending,
    };

    private static string Text(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new DamagedLineException(Strings.RecoveryMemberInvalid);

    private static T Named<T>(JsonElement json, string name)
        where T : struct => ConnectionSnapshot.Named<T>(Text(json, name));

    /// <summary>The header in the first line.</summary>
    private sealed record class Header(
        QlikRecoveryReason Reason,
        QlikPlatform Platform,
        string Session,
        Uri Tenant,
        DateTimeOffset Written,
        long Count,
        string? TemporaryName,
        string? NewDataSourceId);
}
