using System.Text;

namespace QlikConnections.Client.Statements;

/// <summary>A sentence of a server, or a text that a user gave, shown without the secrets that it quotes.</summary>
public static class Sentence
{
    private const int MostWordsOfToken = 2;

    private static readonly char[] Signs = ['=', '{', '@', '?', '%'];

    private static readonly char[] ValueEnds = [';', '"', '\'', '&', '\r', '\n'];

    private static readonly char[] WordEnds = [.. ValueEnds, ' ', ',', '\t'];

    /// <summary>A value that a user gave, as a message may quote it: a statement without its secrets, a token by its beginning.</summary>
    public static string Quote(string text)
    {
        // A sentence in which a secret was replaced before: what follows belongs to the sentence, not to the secret.
        var pieces = text.Split([ConnectStatement.Hidden], StringSplitOptions.None);
        return pieces.Skip(1).Any(p => p.Length > 0 && char.IsLetterOrDigit(p[0]))
            ? QuoteWhole(text)
            : string.Join(ConnectStatement.Hidden, pieces.Select(QuoteWhole));
    }

    private static string QuoteWhole(string text)
    {
        if (text.IndexOfAny(Signs) >= 0 && ConnectStatement.Parse(text) is { IsUnderstood: true, HasSecret: true } statement)
        {
            return KnownCredential.Shorten(statement.Shown);
        }

        var hidden = Hide(text, ['=', ':']);
        return hidden == text
            && text.Split(' ').Length <= MostWordsOfToken && KnownCredential.IsIn(text) ? ConnectStatement.Hidden : hidden;
    }

    /// <summary>The path of a request, without secrets in it.</summary>
    public static string QuotePath(string path)
    {
        const string Host = "https://h";
        return KnownCredential.Shorten(ConnectStatement.Show(Host + path)).Substring(Host.Length);
    }

    /// <summary>Without what it quotes as <c>name=value</c> or in an address; the words around them stay.</summary>
    public static string Hide(string text) => Hide(text, ['=']);

    private static string Hide(string text, char[] separators)
    {
        var hidden = new StringBuilder();
        var done = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var (start, end) = text[at] == '@' && LoginBefore(text, at) is { } login ? (login, at)
                : separators.Contains(text[at]) && NamedValue.IsPair(text, at) ? Quoted(text, at)
                : (0, 0);
            if (end > start && start >= done)
            {
                hidden.Append(text, done, start - done).Append(ConnectStatement.Hidden);
                done = at = end;
            }
        }

        return KnownCredential.Shorten(hidden.Append(text, done, text.Length - done).ToString());
    }

    /// <summary>The value that a sentence quotes: the text in quotes or braces, or everything before the next separator.</summary>
    private static (int Start, int End) Quoted(string text, int separator)
    {
        var at = text.SkipBlanks(separator + 1);
        if (at < text.Length && text[at] is '"' or '\'' or '{')
        {
            var close = text.IndexOf(text[at] == '{' ? '}' : text[at], at + 1);
            return (at, close < 0 ? text.Length : close + 1);
        }

        var end = text.IndexOfAny(text[separator] == ':' ? WordEnds : ValueEnds, at);
        return (at, end < 0 ? text.Length : end);
    }

    /// <summary>The start of the password that ends at this sign; null if it is not part of an address.</summary>
    private static int? LoginBefore(string text, int at)
    {
        // A path has the slashes once.
        var start = text.LastIndexOf(":/", at, Math.Min(at + 1, 8 * TextScan.LongestName), StringComparison.Ordinal) + ":/".Length;
        start = start > 1 && text.IsAt(start, "/") ? start + 1 : start;
        var colon = start < ":/".Length || start > at ? -1 : text.IndexOf(':', start, at - start);
        return colon < 0 || text.IndexOfAny([' ', '/', '"', '\''], start, at - start) >= 0 ? null : colon + 1;
    }
}
