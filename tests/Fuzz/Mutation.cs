using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace QlikConnections.Fuzz;

/// <summary>Makes something wrong of something right, the same way for the same random numbers.</summary>
internal static class Mutation
{
    private const int MostCopies = 2000;

    /// <summary>Values that some reader of JSON, time, number, text or address does not expect.</summary>
    private static readonly string[] Values =
    [
        "null",
        "true",
        "0",
        "-1",
        "-0",
        "1e999",
        "-1e999",
        "1e-999",
        "2147483648",
        "9223372036854775808",
        "123456789012345678901234567890",
        "0.1",
        "[]",
        "{}",
        "[null]",
        "[[[]]]",
        "{\"\":1}",
        "{\"a\":1,\"a\":2,\"A\":3}",
        "{\"pstypenames\":1,\"psobject\":{}}",
        "{\"id\":null}",
        "\"\"",
        "\" \"",
        "\".\"",
        "\"..\"",
        "\"../..\"",
        "\"%2e%2e\"",
        "\"NaN\"",
        "\"true\"",
        "\"***\"",
        "\"*\"",
        "\"[\"",
        "\"{0}{1}\"",
        "\"a'b\\\"c\\\\d\"",
        "\"\\ud800\"",
        "\"\\udc00x\"",
        "\"\\u0000\"",
        "\"\\u001b]0;x\\u0007\\u001b[2J\"",
        "\"\\u202egpj.exe\"",
        "\"\\u2028\"",
        "\"\\r\\nX-Evil: 1\"",
        "\"ü\"",
        "\"💥\"",
        "\"0001-01-01T00:00:00Z\"",
        "\"9999-12-31T23:59:59.9999999-14:00\"",
        "\"2026-13-99T99:99\"",
        "\"1753-01-01T00:00:00.000Z\"",
        "\"24:00\"",
        "\"2026-02-30\"",
        "\"http://eve:pw@other.example/x\"",
        "\"//other.example/x\"",
        "\"javascript:1\"",
        "\"http://[\"",
        "\"?page=1\"",
        "\"\\\\\\\\host\\\\share\"",
        "\"file:///etc/passwd\"",
        "\"LOG_ON_CURRENT_USER\"",
        "\"00000000-0000-0000-0000-000000000000\"",
        "\"{11111111-1111-4111-8111-111111111111}\"",
        "204",
        "404",
        "99999",
    ];

    private static readonly string[] Pieces =
    [
        "\0",
        "\u001b",
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\\u",
        "\\ud83d",
        "null",
        "1e999",
        "\ufeff",
        "<title",
        "<html>",
        "\r\n",
        "//",
        "/*",
    ];

    /// <summary>A value that is not expected.</summary>
    public static string Value(Random random) => random.Next(20) switch
    {
        0 => $"\"{new string('x', random.Next(1, 20_000))}\"",
        1 => new string('[', 70) + new string(']', 70),
        2 => $"[{string.Join(",", Enumerable.Repeat(Values[random.Next(Values.Length)], random.Next(1, 300)))}]",
        _ => Values[random.Next(Values.Length)],
    };

    /// <summary>The bytes, with one to three things wrong.</summary>
    public static byte[] Of(Random random, string text)
    {
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            text = random.Next(4) == 0 ? OfText(random, text) : OfJson(random, text);
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        return random.Next(5) == 0 ? OfBytes(random, bytes) : bytes;
    }

    /// <summary>Bytes that are no text: changed, cut, doubled or with something in between.</summary>
    public static byte[] OfBinary(Random random, byte[] right)
    {
        var at = random.Next(right.Length + 1);
        return random.Next(5) switch
        {
            0 => right[..at],
            1 => right[at..],
            2 => [.. right[..at], .. right],
            3 => [.. right[..at], (byte)random.Next(256), .. right[at..]],
            _ => OfBytes(random, [.. right]),
        };
    }

    private static string OfJson(Random random, string text)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return OfText(random, text);
        }

        // The values go in as text: a document could not hold half of them.
        const string mark = "\"\u2620\"";
        try
        {
            var places = new List<Action>();
            Collect(root, places, random);
            if (places.Count == 0)
            {
                return Value(random);
            }

            places[random.Next(places.Count)]();
            return (root?.ToJsonString() ?? "null")
                .Replace("\"\\u2620\"", Value(random), StringComparison.Ordinal)
                .Replace(mark, Value(random), StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException)
        {
            return OfText(random, text);
        }
    }

    private static void Collect(JsonNode? node, List<Action> places, Random random)
    {
        if (node is JsonObject members)
        {
            foreach (var name in members.Select(m => m.Key).ToArray())
            {
                places.Add(() => members[name] = "\u2620");
                places.Add(() => members.Remove(name));
                places.Add(() => members[random.Next(2) == 0 ? name.ToUpperInvariant() : name + "\u0000"] = "\u2620");
                Collect(members[name], places, random);
            }
            places.Add(() => members["" + (char)('a' + random.Next(26))] = "\u2620");
        }
        else if (node is JsonArray items)
        {
            places.Add(() => items.Insert(random.Next(items.Count + 1), "\u2620"));
            places.Add(items.Clear);
            if (items.Count > 0)
            {
                places.Add(() => items.Add(items[0]?.DeepClone()));
                foreach (var item in items.ToArray())
                {
                    Collect(item, places, random);
                }
            }
        }
    }

    private static string OfText(Random random, string text)
    {
        if (text.Length == 0)
        {
            return Pieces[random.Next(Pieces.Length)];
        }

        var at = random.Next(text.Length);
        var name = text.IndexOf("\":", at, StringComparison.Ordinal);
        return random.Next(6) switch
        {
            0 => text[..at],
            1 => text[at..],
            2 => text[..at] + Pieces[random.Next(Pieces.Length)] + text[at..],
            3 => text[..at] + string.Concat(Enumerable.Repeat(Pieces[random.Next(Pieces.Length)], random.Next(1, MostCopies))) + text[at..],
            // The same member twice.
            4 when name >= 0 && text.LastIndexOf('"', name - 1) is var start and >= 0 =>
                $"{text[..start]}{text[start..name]}\":{Value(random)},{text[start..]}",
            _ => text[..at] + text[random.Next(at, text.Length)..],
        };
    }

    private static byte[] OfBytes(Random random, byte[] bytes)
    {
        for (var i = random.Next(1, 8); i > 0 && bytes.Length > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }
}
