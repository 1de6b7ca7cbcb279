using System.Globalization;
using System.Text;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Filtering;

/// <summary>Splits a filter text into tokens; string literals follow JSON (RFC 7644 section 3.4.2.2).</summary>
internal sealed class ScimTokens
{
    private readonly string _text;
    private int _position;

    public ScimTokens(string text)
    {
        _text = text;
        Current = Read();
    }

    public ScimToken Current { get; private set; }

    public ScimToken Take()
    {
        var taken = Current;
        Current = Read();
        return taken;
    }

    public Refusal Bad(string what) =>
        Refusal.BadRequest($"The filter is not valid near position {_position.ToString(CultureInfo.InvariantCulture)}: {what}");

    private ScimToken Read()
    {
        while (_position < _text.Length && _text[_position] == ' ')
        {
            _position++;
        }

        if (_position == _text.Length)
        {
            return new(ScimTokenKind.End, "");
        }

        switch (_text[_position])
        {
            case '(':
                _position++;
                return new(ScimTokenKind.Open, "(");
            case ')':
                _position++;
                return new(ScimTokenKind.Close, ")");
            case '"':
                return new(ScimTokenKind.Text, Literal());
            default:
                return new(ScimTokenKind.Word, Word());
        }
    }

    private string Word()
    {
        var start = _position;
        while (_position < _text.Length && (char.IsLetterOrDigit(_text[_position]) || _text[_position] is '.' or '_' or '-' or ':' or '$'))
        {
            _position++;
        }

        return _position > start ? _text.Substring(start, _position - start) : throw Bad($"unexpected character '{_text[_position]}'");
    }

    private string Literal()
    {
        var value = new StringBuilder();
        for (_position++; _position < _text.Length; _position++)
        {
            var c = _text[_position];
            switch (c)
            {
                case '"':
                    _position++;
                    return value.ToString();
                case '\\':
                    _position++;
                    value.Append(Escaped());
                    break;
                case < ' ':
                    throw Bad("control characters must be escaped");
                default:
                    value.Append(c);
                    break;
            }
        }
        throw Bad("the string literal has no end");
    }

    private char Escaped()
    {
        var c = _position < _text.Length ? _text[_position] : '\0';
        return c switch
        {
            '"' or '\\' or '/' => c,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => CodeUnit(),
            _ => throw Bad("unknown escape"),
        };
    }

    private char CodeUnit()
    {
        if (
            _position + 4 < _text.Length
            && ushort.TryParse(
                _text.Substring(_position + 1, 4),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var unit
            )
        )
        {
            _position += 4;
            return (char)unit;
        }
        throw Bad("\\u needs four hexadecimal digits");
    }
}
