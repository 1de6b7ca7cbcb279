using System.Net;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Http;

/// <summary>
/// The secrets of one request. Some servers repeat what they were sent, so their messages are shown without the secrets: unchanged, in the
/// usual encodings, and cut. Replacing a short secret or a plain word would reveal it, so a message that contains one is not shown at all;
/// nor is one that may contain a secret in another form (<see cref="DisguisedSecret"/>).
/// </summary>
public sealed class RequestSecrets
{
    /// <summary>A part of this length reveals little; shorter parts occur in many words.</summary>
    private const int Piece = 6;

    /// <summary>Longer secrets are files, and only the whole file is searched for.</summary>
    private const int LongestCut = 4096;

    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly List<string> _statements = [];

    /// <summary>The text of a secret, which is remembered.</summary>
    public string Reveal(SecureString secret) => Add(SecretText.Reveal(secret));

    /// <summary>Remembers a secret.</summary>
    public string Add(string secret)
    {
        var trimmed = secret.Trim();
        if (trimmed.Length > 0)
        {
            _secrets.Add(trimmed);
        }

        return secret;
    }

    /// <summary>Remembers the secrets in a connect statement; text that is not recognized is not a secret. They are looked for when a
    /// message needs it: most requests succeed, and a creation has a statement for each connection.</summary>
    public void AddStatement(string? statement)
    {
        if (statement is { Length: > 0 })
        {
            _statements.Add(statement);
        }
    }

    private void ReadStatements()
    {
        foreach (var parsed in _statements.Select(ConnectStatement.Parse))
        {
            AddAll(parsed.Parts.Where(p => p.Secret is not null && (parsed.IsUnderstood || p.Text!.Length >= Piece)).Select(p => p.Text!));
        }

        _statements.Clear();
    }

    /// <summary>Remembers the secrets in a body that somebody wrote as text: the values of members with a secret's name, and what texts
    /// hold.</summary>
    public string AddBody(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            AddJson("", document.RootElement);
        }
        catch (JsonException)
        {
            // Another form, or none: secrets are found as in a statement.
            AddStatement(text);
        }

        return text;
    }

    private void AddJson(string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    // A patch names the member in its path.
                    AddJson(
                        member.NameEquals("value") && value.TryGetProperty("path", out var path)
                            ? path.ToString().Split('/').Last()
                            : member.Name,
                        member.Value
                    );
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    AddJson(name, item);
                }

                break;
            case JsonValueKind.String:
                AddAll(PropertySecrets.Secrets(name, value.GetString()!));
                break;
        }
    }

    /// <summary>Remembers secrets in the form of a statement, without their quotes.</summary>
    public void AddAll(IEnumerable<string> secrets)
    {
        foreach (var secret in secrets)
        {
            Add(secret.Trim(' ', '"', '\'', '{', '}'));
        }
    }

    /// <summary>A server's message without the secrets; null if it must not be shown.</summary>
    public string? Hide(string text)
    {
        ReadStatements();
        if (_secrets.Count == 0 || text.Length == 0)
        {
            return text;
        }

        // Longest first: one secret may be a part of another.
        foreach (var secret in _secrets.OrderByDescending(s => s.Length))
        {
            if (!HideOne(ref text, secret))
            {
                return null;
            }
        }

        return text;
    }

    /// <summary>Replaces a secret in its usual forms.</summary>
    /// <returns>False if the message must not be shown.</returns>
    private static bool HideOne(ref string text, string secret)
    {
        string[] spellings = [.. Spellings(secret)];
        if (IsPlain(secret))
        {
            return !Array.Exists(spellings, text.Contains) && !new DisguisedSecret(secret, spellings).IsIn(text);
        }

        foreach (var spelling in spellings)
        {
            text = text.Replace(spelling, ConnectStatement.Hidden);
        }

        if (secret.Length > LongestCut)
        {
            return true;
        }

        var disguised = new DisguisedSecret(secret, spellings);
        return !disguised.IsIn(text) && HideCut(ref text, spellings, secret) && !disguised.IsPartlyIn(text);
    }

    /// <summary>Short, or letters only: its replacement would reveal it.</summary>
    private static bool IsPlain(string secret) => secret.Length < Piece || secret.All(char.IsLetter);

    /// <summary>The forms in which the secret may be returned.</summary>
    private static IEnumerable<string> Spellings(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return new[]
        {
            secret,
            JsonEncodedText.Encode(secret).ToString(),
            JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
            WebUtility.HtmlEncode(secret),
            WebUtility.UrlEncode(secret),
            Escape(secret),
            Base64(bytes, 0),
            Base64(bytes, 1),
            Base64(bytes, 2),
        }.Where(s => s.Length > 0).Distinct();
    }

    // .NET Framework does not accept long text at once.
    private static string Escape(string text) => text.Length > LongestCut ? WebUtility.UrlEncode(text) : Uri.EscapeDataString(text);

    /// <summary>The secret inside a longer encoded text, after that many bytes: without the characters that also depend on its
    /// neighbours.</summary>
    private static string Base64(byte[] bytes, int before)
    {
        var text = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
        var whole = before + bytes.Length;
        var start = before == 0 ? 0 : before + 1;
        var end = whole % 3 == 0 ? text.Length : text.Length - 1;
        return end - start >= Piece ? text.Substring(start, end - start) : "";
    }

    /// <summary>Replaces pieces of a secret that was cut.</summary>
    /// <returns>False if its beginning is there and is a plain word, which may also be part of the message: then the message must not be
    /// shown.</returns>
    private static bool HideCut(ref string text, string[] spellings, string secret)
    {
        var pieces = new HashSet<string>(StringComparer.Ordinal);
        foreach (var spelling in spellings)
        {
            for (var at = 0; at + Piece <= spelling.Length; at++)
            {
                pieces.Add(spelling.Substring(at, Piece));
            }
        }

        var hidden = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            for (var next = at; next + Piece <= text.Length && pieces.Contains(text.Substring(next, Piece)); next++)
            {
                end = next + Piece;
            }

            if (end == at)
            {
                hidden.Append(text[at++]);
                continue;
            }

            var piece = text.Substring(at, end - at);
            var isWord = piece.All(char.IsLetter);
            if (isWord && secret.StartsWith(piece, StringComparison.Ordinal))
            {
                return false;
            }

            // A word from the middle of a secret belongs to the message: a cut secret keeps its beginning.
            hidden.Append(isWord ? piece : ConnectStatement.Hidden);
            at = end;
        }

        text = hidden.ToString();
        return true;
    }
}
