using System.Text.Json;
using System.Text.Json.Nodes;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// A connect statement in a recovery file: text, with a gap in place of each secret. A gap has its own JSON type and cannot be confused
/// with text, so a statement without gaps is restored byte for byte.
/// </summary>
internal sealed class StoredStatement
{
    private const string Gap = "leftOut";

    /// <summary>A shorter secret occurs in too many other texts to be removed from them.</summary>
    private const int ShortestCut = 4;

    private readonly IReadOnlyList<StatementPart> _parts;

    private StoredStatement(IReadOnlyList<StatementPart> parts) => _parts = parts;

    /// <summary>True when a secret was left out.</summary>
    public bool HasGap => _parts.Any(p => p.Secret is not null);

    /// <summary>The statement; null when a secret was left out.</summary>
    public string? Text => HasGap ? null : string.Concat(_parts.Select(p => p.Text));

    /// <summary>The statement with empty gaps, to create it without its secrets; null if it is only a gap.</summary>
    public string? WithoutSecrets => _parts.Any(p => p.Secret is null)
        ? string.Concat(_parts.Where(p => p.Secret is null).Select(p => p.Text))
        : null;

    /// <summary>Whether asterisks are in the text itself.</summary>
    public bool HasAsterisks => _parts.Any(p => p.Text?.Contains(ConnectStatement.Hidden) == true);

    /// <summary>The statement for display.</summary>
    public string Shown => string.Concat(_parts.Select(p => p.ToString()));

    /// <summary>Removes the secrets from a statement.</summary>
    /// <param name="text">The statement.</param>
    /// <param name="leftOut">Other texts that were left out and must not be in the statement either.</param>
    public static StoredStatement Of(string text, IEnumerable<string> leftOut)
    {
        var parts = ConnectStatement.Parse(text).Parts;
        foreach (var secret in leftOut.SelectMany(Spellings).Distinct().OrderByDescending(s => s.Length))
        {
            if (secret.Length < ShortestCut && parts.Any(p => p.Secret is null && p.Text!.Contains(secret)))
            {
                return new StoredStatement([new StatementPart(null, "")]);
            }

            parts = [.. parts.SelectMany(p => p.Secret is null ? Cut(p.Text!, secret) : [p])];
        }

        return new StoredStatement(parts);
    }

    /// <summary>The statement as JSON: a text, or a list of texts and gaps.</summary>
    public JsonNode? ToJson() => HasGap ? new JsonArray([.. _parts.Select(Node)]) : JsonValue.Create(Text);

    /// <summary>
    /// The statement of a JSON value; null when there is none. Asterisks stand for a secret in files of the first version, and where
    /// somebody wrote them by hand. They are never sent.
    /// </summary>
    /// <param name="json">What <see cref="ToJson"/> wrote, or a file of the first version.</param>
    /// <param name="hasAsterisks">True when the file says that asterisks were in the statement itself.</param>
    /// <exception cref="FormatException">It is neither.</exception>
    public static StoredStatement? FromJson(JsonElement json, bool hasAsterisks)
    {
        IReadOnlyList<StatementPart>? parts = json.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => [new StatementPart(json.GetString(), null)],
            JsonValueKind.Array => [.. json.EnumerateArray().Select(Part)],
            _ => throw new DamagedLineException(Strings.RecoveryOddMember),
        };
        return parts is null ? null
            : new StoredStatement(hasAsterisks ? parts : [.. parts.SelectMany(p => p.Secret is null ? Gaps(p.Text!) : [p])]);
    }

    private static IEnumerable<StatementPart> Gaps(string text) =>
        text.Length == 0 ? [new StatementPart("", null)] : Cut(text, ConnectStatement.Hidden);

    private static JsonNode Node(StatementPart part) =>
        part.Secret is { } name ? new JsonObject { [Gap] = name } : JsonValue.Create(part.Text)!;

    private static StatementPart Part(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new StatementPart(json.GetString(), null),
        JsonValueKind.Object => new StatementPart(
            null, json.GetProperty(Gap).GetString() ?? throw new DamagedLineException(Strings.RecoveryOddMember)),
        _ => throw new DamagedLineException(Strings.RecoveryOddMember),
    };

    private static IEnumerable<StatementPart> Cut(string text, string secret)
    {
        var at = 0;
        for (
            var next = text.IndexOf(secret, StringComparison.Ordinal);
            next >= 0;
            next = text.IndexOf(secret, at, StringComparison.Ordinal)
        )
        {
            if (next > at)
            {
                yield return new StatementPart(text.Substring(at, next - at), null);
            }

            yield return new StatementPart(null, "");
            at = next + secret.Length;
        }

        if (at < text.Length)
        {
            yield return new StatementPart(text.Substring(at), null);
        }
    }

    /// <summary>The forms of a value in a statement: unchanged, in the REST connector's lists, in an address.</summary>
    private static IEnumerable<string> Spellings(string value) =>
        value.Length == 0
            ? []
            :
            [
                value,
                value.Replace("=", "%%2").Replace(";", "%%1"),
                value.Replace("=", "%2").Replace(";", "%1"),
                Uri.EscapeDataString(value),
            ];
}
