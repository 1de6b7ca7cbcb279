using System.Text.Json;
using System.Text.Json.Nodes;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// A connect statement in a recovery file: text, with a gap in place of each secret. A gap has its own JSON type and cannot be confused
/// with text, so a statement without gaps is restored byte for byte.
/// </summary>
public sealed class StoredStatement
{
    private const string Gap = "leftOut";
    private const string Mark = "\uE000";
    private const string Any = "\uE001";

    /// <summary>A shorter secret occurs in too many other texts to be removed from them.</summary>
    internal const int ShortestCut = 4;

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

    /// <summary>The names of the items that were left out, in their order.</summary>
    public IReadOnlyList<string> Gaps => [.. _parts.Where(p => p.Secret is not null).Select(p => p.Secret!)];

    /// <summary>The statement for display.</summary>
    public string Shown => string.Concat(_parts.Select(p => p.ToString()));

    /// <summary>The same without what looks like a secret in its text, for a file that somebody may have edited.</summary>
    public StoredStatement Judged =>
        new([
            .. Of(Shown, [])._parts.SelectMany(p => p.Secret is null && HasGap ? GapsIn(p.Text!) : [p]),
        ]);

    /// <summary>Whether a stored statement is the same, as far as this can be seen without the secrets. Where a secret was cut out of its
    /// text, this one may have anything.</summary>
    public bool IsLike(StoredStatement stored)
    {
        var text = Marked(Mark);
        var pieces = stored.Marked(Any).Split([Any], StringSplitOptions.None);
        var (first, last) = (pieces[0], pieces[pieces.Length - 1]);
        if (pieces.Length == 1 || text.Length < first.Length + last.Length)
        {
            return text == first;
        }

        var (at, end) = (first.Length, text.Length - last.Length);
        foreach (var piece in pieces.Skip(1).Take(pieces.Length - 2))
        {
            at = text.IndexOf(piece, at, StringComparison.Ordinal) + piece.Length;
            if (at < piece.Length)
            {
                return false;
            }
        }

        return at <= end
            && text.StartsWith(first, StringComparison.Ordinal)
            && text.EndsWith(last, StringComparison.Ordinal);
    }

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

    /// <summary>A statement of which nothing is left out.</summary>
    public static StoredStatement Whole(string text) => new([new StatementPart(text, null)]);

    /// <summary>Whether another one has the same text with the same gaps; what was in them is not compared.</summary>
    public bool IsSame(StoredStatement other) => Joined().SequenceEqual(other.Joined());

    /// <summary>The whole statement, with a value for each gap.</summary>
    /// <param name="values">The values, in the order of <see cref="Gaps"/>.</param>
    public string Filled(IReadOnlyList<string> values)
    {
        var next = 0;
        return string.Concat(_parts.Select(p => p.Secret is null ? p.Text : values[next++]));
    }

    /// <summary>The statement with another text, where the gaps are what they were.</summary>
    /// <param name="edit">Edits the text, in which a character that no statement has stands for each gap.</param>
    public StoredStatement Edited(Func<string, string> edit)
    {
        if (!HasGap)
        {
            return Whole(edit(Text!));
        }

        var gaps = Gaps;
        var pieces = edit(Filled([.. gaps.Select(_ => Mark)])).Split([Mark], StringSplitOptions.None);
        return pieces.Length != gaps.Count + 1
            ? this
            : new StoredStatement(
                [
                    .. pieces
                        .SelectMany((text, i) => new[]
                        {
                            new StatementPart(text, null), new StatementPart(null, i < gaps.Count ? gaps[i] : null),
                        })
                        .Where(p => p.Secret is not null || !string.IsNullOrEmpty(p.Text)),
                ]
            );
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
            _ => throw new DamagedLineException(Strings.RecoveryMemberInvalid),
        };
        return parts is null ? null
            : new StoredStatement(hasAsterisks ? parts : [.. parts.SelectMany(p => p.Secret is null ? GapsIn(p.Text!) : [p])]);
    }

    /// <summary>The text with a mark for each gap.</summary>
    /// <param name="cut">The mark of a gap without a name: a secret was cut out of the text.</param>
    private string Marked(string cut) => string.Concat(_parts.Select(p => p.Secret is null ? p.Text : p.Secret.Length == 0 ? cut : Mark));

    /// <summary>Without the content of gaps, and texts that follow each other as one.</summary>
    private List<StatementPart> Joined()
    {
        var joined = new List<StatementPart>();
        foreach (var part in _parts)
        {
            if (part.Secret is null && joined.Count > 0 && joined[joined.Count - 1] is { Secret: null, Text: var before })
            {
                joined[joined.Count - 1] = new StatementPart(before + part.Text, null);
            }
            else
            {
                joined.Add(part.Secret is null ? part : part with { Text = null });
            }
        }

        return joined;
    }

    private static IEnumerable<StatementPart> GapsIn(string text) =>
        text.Length == 0 ? [new StatementPart("", null)] : Cut(text, ConnectStatement.Hidden);

    private static JsonNode Node(StatementPart part) =>
        part.Secret is { } name ? new JsonObject { [Gap] = name } : JsonValue.Create(part.Text)!;

    private static StatementPart Part(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new StatementPart(json.GetString(), null),
        JsonValueKind.Object => new StatementPart(
            null, json.GetProperty(Gap).GetString() ?? throw new DamagedLineException(Strings.RecoveryMemberInvalid)),
        _ => throw new DamagedLineException(Strings.RecoveryMemberInvalid),
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
