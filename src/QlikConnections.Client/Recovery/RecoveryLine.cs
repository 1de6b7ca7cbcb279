using System.Text.Json;

namespace QlikConnections.Client.Recovery;

/// <summary>Reads one line of a recovery file as JSON whose meaning is beyond doubt.</summary>
internal static class RecoveryLine
{
    /// <summary>What a reader of hostile JSON may throw; each says that the line is not ours.</summary>
    public static bool IsDamage(Exception exception) =>
        exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException or OverflowException;

    /// <summary>The line's object.</summary>
    /// <exception cref="FormatException">It is no JSON object, is nested too deeply, or has a member twice.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> line)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException exception)
        {
            throw new FormatException(exception.Message, exception);
        }

        try
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException(QlikFailure.Message(nameof(Strings.RecoveryNoObject)));
            }

            RequireUniqueNames(document.RootElement);
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    /// <summary>Of two members of one name, readers differ in which they take.</summary>
    private static void RequireUniqueNames(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
            {
                RequireUniqueNames(item);
            }
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var member in json.EnumerateObject())
            {
                if (!names.Add(member.Name))
                {
                    throw new FormatException(QlikFailure.Message(nameof(Strings.RecoveryNameTwice), member.Name));
                }

                RequireUniqueNames(member.Value);
            }
        }
    }
}

/// <summary>What was done, as a recovery file says it.</summary>
internal enum RecoveryStep
{
    /// <summary>The connections were deleted.</summary>
    Removed,

    /// <summary>A rebuild created the new connection under its temporary name.</summary>
    Created,

    /// <summary>A rebuild deleted the old connection.</summary>
    Deleted,

    /// <summary>A rebuild gave the new connection the old one's name.</summary>
    Renamed,

    /// <summary>A rebuild is complete.</summary>
    Finished,

    /// <summary>A rebuild was taken back.</summary>
    RolledBack,

    /// <summary>A connection was created anew.</summary>
    Restored,
}
