namespace QlikConnections.Client.Usage;

/// <summary>A load script with what is found in it once, so that the lexer searches no part of it twice.</summary>
internal sealed class ScriptText
{
    private const int MostBlanks = 100;
    private readonly List<int> _lineEnds = [];
    private readonly List<int> _signs = [];
    private readonly Dictionary<int, int> _expansionEnds = [];
    private int _bracketEnd = -1;
    private int _lastComment = int.MaxValue;

    public ScriptText(string text)
    {
        Text = text;
        var open = new Stack<int>();
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\n':
                case '\r' when i + 1 == text.Length || text[i + 1] != '\n':
                    _lineEnds.Add(i);
                    break;
                case '(':
                    open.Push(i);
                    break;
                case ')' when open.Count > 0:
                    if (open.Pop() is var start && start > 0 && text[start - 1] == '$')
                    {
                        _expansionEnds[start - 1] = i + 1;
                    }

                    break;
                case 'l' or 'L' or 'c' or 'C' or '$' when IsSign(i):
                    _signs.Add(i);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The script.</summary>
    public string Text { get; }

    /// <summary>The line of a place.</summary>
    public int Line(int at) => 1 + LineEndsBefore(at);

    /// <summary>True if a place is on a later line than another.</summary>
    public bool IsOnLaterLine(int start, int end) => LineEndsBefore(end) > LineEndsBefore(start);

    /// <summary>Where the line ends.</summary>
    public int LineEnd(int at) => LineEndsBefore(at) is var line && line < _lineEnds.Count ? _lineEnds[line] : Text.Length;

    /// <summary>True if a word is here, in any case.</summary>
    public bool Has(int at, string word) =>
        at >= 0
        && at + word.Length <= Text.Length
        && string.Compare(Text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>The end of an expansion that begins here; -1 if there is none.</summary>
    public int ExpansionEnd(int at) =>
        _expansionEnds.TryGetValue(at, out var end) && (FirstSign(at, end) is not { } sign || !IsOnLaterLine(at, sign)) ? end : -1;

    /// <summary>The end of a comment between /* and */; -1 if it has none, and then it is no comment.</summary>
    public int CommentEnd(int at)
    {
        if (at >= _lastComment)
        {
            return -1;
        }

        var end = at + 4 <= Text.Length ? Text.IndexOf("*/", at + 2, StringComparison.Ordinal) : -1;
        if (end < 0)
        {
            _lastComment = Math.Min(_lastComment, at);
            return -1;
        }

        return end + 2;
    }

    /// <summary>
    /// The end of a text in quotes or brackets; -1 if it has none. Text on several lines in which connections are named is not one: a quote
    /// is missing before it, and what it contains would be lost.
    /// </summary>
    public int LiteralEnd(int start, bool isInline)
    {
        var isBracket = Text[start] == '[';
        var end = isBracket ? BracketEnd(start) : QuoteEnd(start);
        if (end < 0 || isInline || FirstSign(start + 1, end) is not { } sign)
        {
            return end;
        }

        return IsOnLaterLine(start, sign) || (isBracket && "['\"".IndexOf(Text[sign - 1]) >= 0) ? -1 : end;
    }

    private int QuoteEnd(int start)
    {
        var quote = Text[start];
        for (var at = Text.IndexOf(quote, start + 1); at >= 0; at = Text.IndexOf(quote, at + 2))
        {
            if (at + 1 == Text.Length || Text[at + 1] != quote)
            {
                return at + 1;
            }

            if (at + 2 >= Text.Length)
            {
                break;
            }
        }

        return -1;
    }

    /// <summary>Many opening brackets may have the same end, so it is kept.</summary>
    private int BracketEnd(int start)
    {
        if (_bracketEnd > start)
        {
            return _bracketEnd > Text.Length ? -1 : _bracketEnd;
        }

        var at = start + 1;
        while ((at = at < Text.Length ? Text.IndexOf(']', at) : -1) >= 0 && at + 1 < Text.Length && Text[at + 1] == ']')
        {
            at += 2;
        }

        _bracketEnd = at < 0 ? int.MaxValue : at + 1;
        return at < 0 ? -1 : _bracketEnd;
    }

    /// <summary>The first place after a start, and before an end, that names a connection.</summary>
    private int? FirstSign(int start, int end)
    {
        var index = _signs.BinarySearch(start + 1);
        index = index < 0 ? ~index : index;
        return index < _signs.Count && _signs[index] < end ? _signs[index] : null;
    }

    /// <summary>A sign is at the beginning of lib://, CONNECT … TO or the name of an include.</summary>
    private bool IsSign(int at) => Text[at] switch
    {
        'l' or 'L' => Has(at, "lib://"),
        '$' => ScriptKeywords.Includes.Any(i => Has(at + 2, i)),
        _ => Has(at, "connect") && IsBeforeTo(at + "connect".Length),
    };

    private bool IsBeforeTo(int at)
    {
        at += Has(at, "32") || Has(at, "64") ? 2 : 0;
        var word = at;
        while (word < Text.Length && word < at + MostBlanks && char.IsWhiteSpace(Text[word]))
        {
            word++;
        }

        return word > at && Has(word, "to");
    }

    private int LineEndsBefore(int at)
    {
        var index = _lineEnds.BinarySearch(at);
        return index < 0 ? ~index : index;
    }
}
