using System.Text.Json;
using QlikConnections.Client.Files;

namespace QlikConnections.Client.Recovery;

/// <summary>Reads one line of a recovery file as unambiguous JSON.</summary>
internal static class RecoveryLine
{
    /// <summary>Exceptions of the JSON reader for hostile input; each means that the line is invalid.</summary>
    public static bool IsDamage(Exception exception) =>
        exception
            is JsonException
                or FormatException
                or KeyNotFoundException
                or InvalidOperationException
                or ArgumentException
                or OverflowException;

    /// <summary>Why a line is invalid, in our words: those of the JSON reader help nobody who looks at the file.</summary>
    public static string Why(Exception exception) => exception is DamagedLineException ? exception.Message : Strings.RecoveryMemberInvalid;

    /// <summary>Without the byte order mark that some editors put before the text.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> text) => text.Slice(text.Length - WithoutMark(text.Span).Length);

    /// <summary>Without the byte order mark.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> text) =>
        text.Length >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF ? text.Slice(3) : text;

    /// <summary>Whether there is nothing on the line.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> text)
    {
        foreach (var character in text)
        {
            if (character is not ((byte)' ' or (byte)'\t' or (byte)'\r'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The line's object.</summary>
    /// <exception cref="FormatException">It is not JSON object, is nested too deeply, or has a member twice.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> line)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException exception)
        {
            throw new DamagedLineException(Strings.RecoveryNoJson, exception);
        }

        try
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new DamagedLineException(Strings.RecoveryNoObject);
            }

            return RepeatedMember.Of(document.RootElement) is { } twice
                ? throw new DamagedLineException(QlikFailure.Message(nameof(Strings.RecoveryNameTwice), twice))
                : document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }
}

/// <summary>A completed step, as in a recovery file.</summary>
public enum RecoveryStep
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

    /// <summary>A rebuild was rolled back.</summary>
    RolledBack,

    /// <summary>A connection was created again.</summary>
    Restored,
}
