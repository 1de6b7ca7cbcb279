using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Http;

/// <summary>The content of an error body in any form, without the secrets that it repeats from the request.</summary>
/// <param name="Code">The server's code.</param>
/// <param name="Title">The server's summary.</param>
/// <param name="Detail">The server's explanation.</param>
/// <param name="Status">The status inside the body.</param>
/// <param name="TraceId">The trace id inside the body.</param>
internal sealed record class ApiError(string? Code, string? Title, string? Detail, int? Status, string? TraceId)
{
    private const int LongestExcerpt = 500;

    /// <summary>The longest title or detail that is shown.</summary>
    private const int LongestText = 4000;

    /// <summary>No part of a longer body is shown: a secret in it could be cut in two and would not be recognized.</summary>
    private const int LongestBody = 64 * 1024;

    private static readonly Regex PageTitle = new(
        "<title[^<>]*>([^<]*)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1)
    );
    private static readonly ApiError Nothing = new(null, null, null, null, null);

    /// <summary>Title, detail and code in one line; empty if the server sent none.</summary>
    public override string ToString()
    {
        var title = string.IsNullOrWhiteSpace(Detail) ? Title : Title?.TrimEnd('.', ':', ' ');
        var text = string.Join(": ", new[] { title, Detail }.Where(t => !string.IsNullOrWhiteSpace(t)));
        return Code is null ? text : text.Length == 0 ? $"({Code})" : $"{text} ({Code})";
    }

    /// <summary>The part that can be shown in the failure of a request with secrets; all or nothing if a secret cannot be
    /// replaced.</summary>
    public ApiError Without(RequestSecrets secrets)
    {
        string?[] said = [Code, Title, Detail, TraceId];
        string?[] shown = [.. said.Select(s => s is null ? "" : secrets.Hide(s))];
        return shown.Contains(null)
            ? Nothing with { Title = Strings.RefusalNotShown, Status = Status }
            : new ApiError(Given(shown[0]), Given(shown[1]), Given(shown[2]), Status, Given(shown[3]));

        static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>
    /// Reads every shape in use: <c>errors[]</c>, the same names at the top, OAuth's <c>error</c>/<c>error_description</c>,
    /// text, HTML, nothing.
    /// </summary>
    public static ApiError Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Length > LongestBody)
        {
            return Nothing with { Title = Strings.RefusalTooLong };
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return Parse(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or JSON with what is not text: an edge server's page or plain text. Only its text can be used.
            return FromText(System.Text.Encoding.UTF8.GetString(body.ToArray()));
        }
    }

    /// <summary>A server's text, shortened. The secrets of the request are not known here; see <see cref="Without"/>.</summary>
    public static string Words(string text, int longest = LongestText)
    {
        var words = Sentence.Hide(text);
        return words.Length <= longest ? words : words.Substring(0, longest);
    }

    /// <summary>Reads an error object, or the object that holds <c>errors[]</c>.</summary>
    public static ApiError Parse(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return FromText(element.GetString()!);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return Nothing;
        }

        var trace = Http.TraceId.Of(Text(element, "traceId"));
        if (Member(element, "errors") is { ValueKind: JsonValueKind.Array } errors && errors.GetArrayLength() > 0)
        {
            var first = Parse(errors[0]);
            var others = errors.EnumerateArray().Skip(1).Select(e => Parse(e).ToString()).Where(t => t.Length > 0);
            var detail = string.Join("; ", new[] { first.Detail ?? "" }.Concat(others).Where(t => t.Length > 0));
            return first with { Detail = detail.Length == 0 ? null : Words(detail), TraceId = first.TraceId ?? trace };
        }

        if (Member(element, "error") is { ValueKind: JsonValueKind.Object } inner)
        {
            return Parse(inner);
        }

        return new ApiError(
            Text(element, "code") ?? Text(element, "error"),
            Text(element, "title") ?? Text(element, "message"),
            Text(element, "detail") ?? Text(element, "error_description"),
            int.TryParse(Text(element, "status"), out var status) ? status : null,
            trace);
    }

    /// <summary>Plain text, the repository's HTML-encoded text, or a page, of which only the title is used.</summary>
    private static ApiError FromText(string text)
    {
        var words = text.TrimStart().StartsWith("<", StringComparison.Ordinal) ? PageTitle.Match(text).Groups[1].Value : text;
        words = WebUtility.HtmlDecode(words).Trim();
        return Nothing with { Title = words.Length == 0 ? null : Words(words, LongestExcerpt) };
    }

    private static JsonElement? Member(JsonElement element, string name)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value;
            }
        }

        return null;
    }

    private static string? Text(JsonElement element, string name) => Member(element, name) switch
    {
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } value => Words(value),
        { ValueKind: JsonValueKind.Number } number => Words(number.GetRawText()),
        _ => null,
    };
}
