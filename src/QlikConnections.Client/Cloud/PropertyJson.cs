using System.Collections;
using System.Globalization;
using System.Security;
using System.Text.Json;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>Writes the values that a user may give for a property. A SecureString becomes text here and nowhere earlier.</summary>
internal static class PropertyJson
{
    /// <summary>One value as a document.</summary>
    public static byte[] ToUtf8(object? value)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            WriteValue(json, value);
        }

        return stream.ToArray();
    }

    /// <summary>Writes one value.</summary>
    public static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case SecureString secret:
                json.WriteStringValue(SecretText.Reveal(secret));
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case byte or sbyte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case float or double or decimal:
                json.WriteNumberValue(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                break;
            case DateTime time:
                json.WriteStringValue(time);
                break;
            case DateTimeOffset time:
                json.WriteStringValue(time);
                break;
            case IReadOnlyDictionary<string, object?> properties:
                WriteObject(json, properties);
                break;
            case IEnumerable list:
                json.WriteStartArray();
                foreach (var item in list)
                {
                    WriteValue(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <summary>A secret may be given as plain text, and the content of a key file is some.</summary>
    public static void Keep(string name, object? value)
    {
        if (PropertyValues.IsSecret(name, value))
        {
            KeepTexts(value);
        }
    }

    private static void KeepTexts(object? value)
    {
        switch (value)
        {
            case string text:
                RequestLog.Keep(text);
                break;
            case IReadOnlyDictionary<string, object?> file:
                KeepTexts(file.TryGetValue("value", out var content) ? content : null);
                break;
            case IEnumerable list:
                list.Cast<object?>().ToList().ForEach(KeepTexts);
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter json, IReadOnlyDictionary<string, object?> properties)
    {
        json.WriteStartObject();
        foreach (var property in properties)
        {
            json.WritePropertyName(property.Key);
            Keep(property.Key, property.Value);
            WriteValue(json, property.Value);
        }

        json.WriteEndObject();
    }
}
