using System.Text;

namespace QlikConnections.Client.Statements;

/// <summary>A sentence of a server, or a text that a user gave, shown without the secrets that it quotes.</summary>
public static class Sentence
{
    /// <summary>Without what it quotes as <c>name=value</c> or in an address; the words around them stay.</summary>
    public static string Hide(string text)
    {
        var hidden = new StringBuilder();
        var done = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var (start, end) = text[at] switch
            {
                '=' when NamedValue.IsSecret(text.NameBefore(at), text, at + 1) => Quoted(text, at + 1),
                '@' when LoginBefore(text, at) is { } login => (login, at),
                _ => (0, 0),
            };
            if (end > start && start >= done)
            {
                hidden.Append(text, done, start - done).Append(ConnectStatement.Hidden);
                done = at = end;
            }
        }

        return KnownCredential.Shorten(hidden.Append(text, done, text.Length - done).ToString());
    }

    /// <summary>The value that a sentence quotes: the text in quotes or braces, or everything before the next separator.</summary>
    private static (int Start, int End) Quoted(string text, int at)
    {
        at = text.SkipBlanks(at);
        if (at < text.Length && text[at] is '"' or '\'' or '{')
        {
            var close = text.IndexOf(text[at] == '{' ? '}' : text[at], at + 1);
            return (at, close < 0 ? text.Length : close + 1);
        }

        var end = text.IndexOfAny([';', '"', '\'', '&', '\r', '\n'], at);
        return (at, end < 0 ? text.Length : end);
    }

    /// <summary>The start of the password that ends at this sign; null if it is not part of an address.</summary>
    private static int? LoginBefore(string text, int at)
    {
        var start = text.LastIndexOf("://", at, Math.Min(at + 1, 8 * TextScan.LongestName), StringComparison.Ordinal);
        var colon = start < 0 ? -1 : text.IndexOf(':', start + 3, at - start - 3);
        return colon < 0 || text.IndexOfAny([' ', '/', '"', '\''], start + 3, at - start - 3) >= 0 ? null : colon + 1;
    }
}
