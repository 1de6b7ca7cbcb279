using System.Text.Json;

namespace QlikConnections.Client.Http;

/// <summary>
/// Checks what JSON readers check only when a value is read: that all strings are valid Unicode. Also checks that the body does not have
/// more values than its length allows.
/// </summary>
internal static class JsonBody
{
#if NETFRAMEWORK
    private static readonly System.Text.UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
#endif

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Checks a body.</summary>
    /// <exception cref="JsonException">It is not JSON, or it contains text that is not valid Unicode.</exception>
    /// <exception cref="BodyTooLargeException">It has too many values.</exception>
    public static void Check(ReadOnlySpan<byte> body, BodyLimit limit)
    {
        if (body.StartsWith(ByteOrderMark))
        {
            body = body.Slice(ByteOrderMark.Length);
        }

        if (!IsUtf8(body))
        {
            throw new JsonException();
        }

        var most = limit.MostValues(body.Length);
        if (most is null && body.IndexOf("\\u"u8) < 0)
        {
            // Only an escape can name half a character.
            return;
        }

        var reader = new Utf8JsonReader(body);
        for (var values = 0; reader.Read();)
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String)
            {
                CheckText(ref reader);
            }

            if (
                reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject or JsonTokenType.PropertyName)
                && ++values > most
            )
            {
                throw new BodyTooLargeException(limit.Megabytes);
            }
        }
    }

    private static void CheckText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return;
        }

        try
        {
            reader.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new JsonException(null, null, null, reader.BytesConsumed);
        }
    }

    private static bool IsUtf8(ReadOnlySpan<byte> body)
    {
#if NETFRAMEWORK
        try
        {
            Strict.GetCharCount(body.ToArray());
            return true;
        }
        catch (System.Text.DecoderFallbackException)
        {
            return false;
        }
#else
        return System.Text.Unicode.Utf8.IsValid(body);
#endif
    }
}
