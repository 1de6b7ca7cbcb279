using System.Collections;
using System.Globalization;
using System.Security;
using System.Text.Json;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Http;

/// <summary>Writes the values that a user may give for a property. A SecureString becomes text here and nowhere earlier.</summary>
public static class ValueJson
{
    /// <summary>One value as a document.</summary>
    public static byte[] ToUtf8(object? value, RequestSecrets secrets)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            WriteValue(json, value, secrets);
        }

        return stream.ToArray();
    }

    /// <summary>Writes one value.</summary>
    public static void WriteValue(Utf8JsonWriter json, object? value, RequestSecrets secrets)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case SecureString secret:
                json.WriteStringValue(secrets.Reveal(secret));
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
                WriteObject(json, properties, secrets);
                break;
            case IEnumerable list:
                json.WriteStartArray();
                foreach (var item in list)
                {
                    WriteValue(json, item, secrets);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <summary>A secret may be plain text, and the content of a key file is always a secret.</summary>
    public static void Keep(string name, object? value, RequestSecrets secrets)
    {
        if (PropertySecrets.IsSecret(name, value))
        {
            KeepTexts(value, secrets);
        }
        else if (value is string text)
        {
            secrets.AddAll(PropertySecrets.Secrets(name, text));
        }
    }

    private static void KeepTexts(object? value, RequestSecrets secrets)
    {
        switch (value)
        {
            case string text:
                secrets.Add(text);
                break;
            case IReadOnlyDictionary<string, object?> file:
                KeepTexts(file.TryGetValue("value", out var content) ? content : null, secrets);
                break;
            case IEnumerable list:
                list.Cast<object?>().ToList().ForEach(v => KeepTexts(v, secrets));
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter json, IReadOnlyDictionary<string, object?> properties, RequestSecrets secrets)
    {
        json.WriteStartObject();
        foreach (var property in properties)
        {
            json.WritePropertyName(property.Key);
            Keep(property.Key, property.Value, secrets);
            WriteValue(json, property.Value, secrets);
        }

        json.WriteEndObject();
    }
}
