using System.Text;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository.Filtering;

/// <summary>
/// A filter expression [qrs 9], compiled to a predicate. The grammar is followed exactly: spaces only where it has them,
/// lower-case operators, no "not", and a backslash only before a quote or a backslash inside a string. "and" binds tighter than "or", which
/// is not documented; clients must not rely on it.
/// </summary>
internal sealed class QrsFilter<T>
{
    private const int DeepestNesting = 64;

    private readonly string _text;
    private readonly IReadOnlyList<QrsProperty<T>> _properties;
    private int _at;
    private int _depth;

    private QrsFilter(string text, IReadOnlyList<QrsProperty<T>> properties)
    {
        _text = text;
        _properties = properties;
    }

    private char Next => _at < _text.Length ? _text[_at] : '\0';

    public static Predicate<T> Parse(string text, IReadOnlyList<QrsProperty<T>> properties)
    {
        var filter = new QrsFilter<T>(text, properties);
        var matches = filter.Alternatives();
        return filter._at == text.Length ? matches : throw filter.Unreadable();
    }

    public static QrsProperty<T> Property(string name, IReadOnlyList<QrsProperty<T>> properties) =>
        properties.FirstOrDefault(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw Refusal.BadRequest($"The property '{name}' is not known");

    private Predicate<T> Alternatives()
    {
        List<Predicate<T>> any = [Requirements()];
        while (TakeBetweenBlanks("or"))
        {
            any.Add(Requirements());
        }

        return any.Count == 1 ? any[0] : row => any.Exists(one => one(row));
    }

    private Predicate<T> Requirements()
    {
        List<Predicate<T>> all = [Factor()];
        while (TakeBetweenBlanks("and"))
        {
            all.Add(Factor());
        }

        return all.Count == 1 ? all[0] : row => all.TrueForAll(one => one(row));
    }

    private Predicate<T> Factor()
    {
        if (Next != '(')
        {
            return Comparison();
        }

        _at++;
        if (Next == ')')
        {
            throw Refusal.BadRequest($"Invalid expression: {_text}");
        }

        if (++_depth > DeepestNesting)
        {
            throw Unreadable();
        }

        var inner = Alternatives();
        _depth--;
        if (Next != ')')
        {
            throw Unreadable();
        }

        _at++;
        return inner;
    }

    private Predicate<T> Comparison()
    {
        var property = Property(Word(), _properties);
        TakeBlanks();
        var op = Word();
        TakeBlanks();
        return QrsComparison.Of(property, op, Literal(), _text);
    }

    private string Word()
    {
        var start = _at;
        while (IsWordCharacter(Next))
        {
            _at++;
        }

        return _at > start && char.IsLetter(_text[start]) ? _text.Substring(start, _at - start) : throw Unreadable();
    }

    private QrsLiteral Literal()
    {
        if (Next == '\'')
        {
            return new(QuotedText(), Quoted: true);
        }

        var start = _at;
        while (IsWordCharacter(Next) || Next is '-' or ',')
        {
            _at++;
        }

        return _at > start ? new(_text.Substring(start, _at - start), Quoted: false) : throw Unreadable();
    }

    private string QuotedText()
    {
        var value = new StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == '\'')
            {
                _at++;
                return value.ToString();
            }
            if (c == '\\')
            {
                _at++;
                c = Next is '\'' or '\\' ? Next : throw Unreadable();
            }
            value.Append(c);
        }
        throw Unreadable();
    }

    private bool TakeBetweenBlanks(string word)
    {
        var start = _at;
        if (Blanks() > 0 && string.CompareOrdinal(_text, _at, word, 0, word.Length) == 0)
        {
            _at += word.Length;
            if (Blanks() > 0)
            {
                return true;
            }
        }
        _at = start;
        return false;
    }

    private void TakeBlanks()
    {
        if (Blanks() == 0)
        {
            throw Unreadable();
        }
    }

    private int Blanks()
    {
        var start = _at;
        while (Next == ' ')
        {
            _at++;
        }

        return _at - start;
    }

    private Refusal Unreadable() => Refusal.BadRequest($"Cannot parse the expression: {_text}");

    private static bool IsWordCharacter(char c) => c is '_' or '.' or (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
}
