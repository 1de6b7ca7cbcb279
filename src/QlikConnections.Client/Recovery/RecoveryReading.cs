using System.Text.Json;

namespace QlikConnections.Client.Recovery;

/// <summary>Understands the lines of a recovery file.</summary>
internal static class RecoveryReading
{
    /// <summary>The connections of the file and what became of each.</summary>
    /// <exception cref="FormatException">The lines are not what a recovery file holds.</exception>
    public static IReadOnlyList<QlikRecoveryEntry> Entries(string path, IReadOnlyList<string> lines)
    {
        using var header = Parse(lines, 0);
        var head = header.RootElement;
        if (Text(head, "record") != "header" || head.GetProperty("version").GetInt32() is not (>= RecoveryFile.OldestVersion and <= RecoveryFile.Version))
        {
            throw new FormatException(QlikFailure.Message(nameof(Strings.RecoveryNotOurs), RecoveryFile.Version));
        }

        var count = head.GetProperty("count").GetInt32();
        var steps = Steps(lines.Skip(1 + count));
        var entries = new List<QlikRecoveryEntry>(count);
        for (var i = 1; i <= count; i++)
        {
            using var line = Parse(lines, i);
            entries.Add(Entry(path, head, line.RootElement, steps));
        }

        return entries;
    }

    private static QlikRecoveryEntry Entry(string path, JsonElement head, JsonElement line, Dictionary<Guid, (RecoveryStep Last, Guid? NewId)> steps)
    {
        try
        {
            var before = BeforeImage.FromJson(line);
            var isKnown = steps.TryGetValue(before.Id, out var step);
            return new QlikRecoveryEntry(before)
            {
                Reason = Named<QlikRecoveryReason>(head, "reason"),
                State = isKnown ? State(step.Last) : QlikRecoveryState.Pending,
                Written = head.GetProperty("written").GetDateTimeOffset(),
                SessionName = Text(head, "session"),
                Tenant = new Uri(Text(head, "tenant")),
                Platform = Named<QlikPlatform>(head, "platform"),
                LeftOut = BeforeImage.LeftOut(line),
                Statement = BeforeImage.StatementOf(line),
                Path = path,
                Rebuild = head.TryGetProperty("temporaryName", out var name) ? new RebuildPlan(name.GetString()!, Text(head, "newDataSourceId"), step.NewId) : null,
            };
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    private static QlikRecoveryState State(RecoveryStep last) => last switch
    {
        RecoveryStep.Removed => QlikRecoveryState.Removed,
        RecoveryStep.Finished => QlikRecoveryState.Rebuilt,
        RecoveryStep.RolledBack => QlikRecoveryState.RolledBack,
        RecoveryStep.Restored => QlikRecoveryState.Restored,
        _ => QlikRecoveryState.Pending,
    };

    /// <summary>The last step of each connection, and the connection that came into being.</summary>
    private static Dictionary<Guid, (RecoveryStep Last, Guid? NewId)> Steps(IEnumerable<string> lines)
    {
        var steps = new Dictionary<Guid, (RecoveryStep, Guid? NewId)>();
        foreach (var text in lines)
        {
            try
            {
                using var line = JsonDocument.Parse(text);
                var step = Named<RecoveryStep>(line.RootElement, "step");
                Guid? newId = line.RootElement.GetProperty("newId") is { ValueKind: JsonValueKind.String } id ? id.GetGuid() : null;
                foreach (var connection in line.RootElement.GetProperty("ids").EnumerateArray().Select(i => i.GetGuid()))
                {
                    steps[connection] = (step, newId ?? (steps.TryGetValue(connection, out var earlier) ? earlier.NewId : null));
                }
            }
            catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
            {
                // Torn by a crash: not known to be done, and the server's state decides.
            }
        }

        return steps;
    }

    private static JsonDocument Parse(IReadOnlyList<string> lines, int index)
    {
        try
        {
            return JsonDocument.Parse(lines.Count > index ? lines[index] : "");
        }
        catch (JsonException exception)
        {
            throw new FormatException(QlikFailure.Message(nameof(Strings.RecoveryLineUnreadable), index + 1), exception);
        }
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException(name);

    private static T Named<T>(JsonElement json, string name)
        where T : struct => BeforeImage.Named<T>(Text(json, name));
}
