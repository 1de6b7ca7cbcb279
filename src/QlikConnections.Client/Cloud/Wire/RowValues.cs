using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

// Converters for values in the rows of long lists. They read the values of the model directly, without strings; what cannot be read is
// null, because one invalid value must not make the whole list fail.

/// <summary>A UUID.</summary>
internal sealed class GuidText : ReadingConverter<Guid?>
{
    public override Guid? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && (reader.TryGetGuid(out var id) || Guid.TryParse(reader.GetString(), out id))
            ? id
            : Nothing(ref reader);

    private static Guid? Nothing(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return null;
    }
}

/// <summary>A time; universal when it does not say.</summary>
internal sealed class TimeText : ReadingConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        // The reader treats a time without a zone as local time.
        var isUniversal = !reader.HasValueSequence && reader.ValueSpan.EndsWith("Z"u8);
        return
            (isUniversal && reader.TryGetDateTimeOffset(out var time))
            || DateTimeOffset.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)
            ? time
            : null;
    }
}

/// <summary>A number, also as text, or the name that qLogOn has in some responses.</summary>
internal sealed class CodeText : ReadingConverter<int?>
{
    private const int CurrentUser = 1;

    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when reader.TryGetInt32(out var number):
                return number;
            case JsonTokenType.String when reader.ValueTextEquals("LOG_ON_CURRENT_USER"):
                return CurrentUser;
            case JsonTokenType.String
                when int.TryParse(reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                return number;
            default:
                reader.Skip();
                return null;
        }
    }
}

/// <summary>How many there are; a number, also as text.</summary>
internal sealed class CountText : ReadingConverter<long?>
{
    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when reader.TryGetInt64(out var number):
                return number;
            case JsonTokenType.String
                when long.TryParse(reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                return number;
            default:
                reader.Skip();
                return null;
        }
    }
}

/// <summary>A link; an object with an address, or the address alone.</summary>
internal sealed class LinkText : ReadingConverter<LinkWire?>
{
    public override LinkWire? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return JsonSerializer.Deserialize(ref reader, CloudJson.Default.LinkWire);
            case JsonTokenType.String:
                return new LinkWire { Href = reader.GetString() };
            default:
                reader.Skip();
                return null;
        }
    }
}

/// <summary>A text that many rows have: one string for all of them.</summary>
internal sealed class RepeatedText : ReadingConverter<string?>
{
    private const int Slots = 256;

    // A slot contains the last string read for it. Threads may overwrite each other's slots, which only costs a string.
    private static readonly string?[] Known = new string?[Slots];

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public static string? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.HasValueSequence || reader.ValueSpan.Length == 0)
        {
            return reader.GetString();
        }

        var slot = 0u;
        foreach (var b in reader.ValueSpan)
        {
            slot = (slot * 31) + b;
        }

        ref var known = ref Known[slot % Slots];
        var text = known;
        return text is not null && reader.ValueTextEquals(text) ? text : known = reader.GetString();
    }
}

/// <summary>A list of such texts.</summary>
internal sealed class RepeatedTexts : ReadingConverter<IReadOnlyList<string>?>
{
    public override IReadOnlyList<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (RepeatedText.Read(ref reader) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }
}

/// <summary>A converter for what is never written.</summary>
internal abstract class ReadingConverter<T> : JsonConverter<T>
{
    public override bool HandleNull => true;

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw new NotSupportedException();
}
