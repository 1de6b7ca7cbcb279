using System.Management.Automation;
using System.Text;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// A text that may contain PowerShell wildcards. The server gets the narrowest comparison that it supports; the rest is checked here.
/// </summary>
internal sealed class WildcardText
{
    private readonly WildcardPattern? _pattern;

    private WildcardText(string text, bool literally)
    {
        Text = text;
        Plain = literally || text.IndexOf('`') < 0 ? text : WildcardPattern.Unescape(text);
        _pattern = !literally && WildcardPattern.ContainsWildcardCharacters(text) ? Read(text) : null;
    }

    /// <summary>What was given.</summary>
    public string Text { get; }

    /// <summary>The value of a literal: on the command line it may contain backticks that escape wildcard characters.</summary>
    public string Plain { get; }

    /// <summary>True if exactly this text is meant; no match is then an error.</summary>
    public bool IsLiteral => _pattern is null;

    /// <summary>A text whose wildcards count.</summary>
    /// <exception cref="QlikException">It is not a pattern: a bracket is not closed.</exception>
    public static WildcardText Pattern(string text) => new(text, literally: false);

    /// <summary>A text that is taken literally, like piped names.</summary>
    public static WildcardText Literal(string text) => new(text, literally: true);

    /// <summary>Patterns of several texts.</summary>
    public static IReadOnlyList<WildcardText> Patterns(string[]? texts) => texts is null ? [] : [.. texts.Select(Pattern)];

    /// <summary>Whether a value matches, ignoring case. A null value never matches.</summary>
    public bool Fits(string? value) =>
        value is not null && (_pattern?.IsMatch(value) ?? value.Equals(Plain, StringComparison.OrdinalIgnoreCase));

    /// <summary>True when the server's comparison leaves nothing to check here.</summary>
    public bool IsWholeOnServer => IsLiteral || (Text.Trim('*') is { Length: > 0 } inner && inner.IndexOfAny(['*', '?', '[', '`']) < 0);

    /// <summary>The comparison for the server; null if the server cannot filter.</summary>
    public TextMatch? ToServer()
    {
        if (_pattern is null)
        {
            return new TextMatch(TextMatchKind.Equal, Plain);
        }

        var (literals, startsLiteral) = Split(Text);
        var isPrefixOnly =
            startsLiteral
            && literals.Count == 1
            && Text.EndsWith("*", StringComparison.Ordinal)
            && Text.Count(c => c is '*' or '?' or '[') == 1;
        if (isPrefixOnly)
        {
            return new TextMatch(TextMatchKind.StartsWith, literals[0]);
        }

        var isSuffixOnly =
            !startsLiteral
            && literals.Count == 1
            && Text.StartsWith("*", StringComparison.Ordinal)
            && Text.Count(c => c is '*' or '?' or '[') == 1;
        if (isSuffixOnly)
        {
            return new TextMatch(TextMatchKind.EndsWith, literals[0]);
        }

        var longest = literals.OrderByDescending(l => l.Length).FirstOrDefault();
        return longest is null ? null
            : startsLiteral && longest == literals[0] ? new TextMatch(TextMatchKind.StartsWith, longest)
            : new TextMatch(TextMatchKind.Contains, longest);
    }

    /// <summary>The comparisons of several texts; empty when one of them needs everything.</summary>
    public static IReadOnlyList<TextMatch> ToServer(IReadOnlyList<WildcardText> texts)
    {
        var matches = texts.Select(t => t.ToServer()).ToArray();
        return matches.Contains(null) ? [] : [.. matches.Select(m => m!)];
    }

    /// <summary>With the invariant culture: in cultures where I and i are not a pair, such as Turkish, a pattern would silently
    /// miss.</summary>
    private static WildcardPattern Read(string text)
    {
        try
        {
            var pattern = WildcardPattern.Get(text, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
            // It is read at the first comparison only.
            pattern.IsMatch("");
            return pattern;
        }
        catch (WildcardPatternException)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.InputPattern), text));
        }
    }

    /// <summary>The runs of plain text between wildcards, and whether the text starts with one.</summary>
    private static (List<string> Literals, bool StartsLiteral) Split(string text)
    {
        var literals = new List<string>();
        var run = new StringBuilder();
        void EndRun()
        {
            if (run.Length > 0)
            {
                literals.Add(run.ToString());
                run.Clear();
            }
        }

        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '`' when i + 1 < text.Length:
                    run.Append(text[++i]);
                    break;
                case '*' or '?':
                    EndRun();
                    break;
                case '[' when text.IndexOf(']', i) is var end and > 0:
                    EndRun();
                    i = end;
                    break;
                default:
                    run.Append(text[i]);
                    break;
            }
        }

        EndRun();
        return (literals, text.Length > 0 && text[0] is not ('*' or '?' or '['));
    }
}
