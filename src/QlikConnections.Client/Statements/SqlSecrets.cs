namespace QlikConnections.Client.Statements;

/// <summary>
/// Passwords and keys in SQL that have no name before them: the arguments of <c>EXEC sp_setapprole 'app', 'abc'</c>,
/// <c>AES_DECRYPT(c, 'abc')</c>, <c>set_config('app.jwt', 'abc')</c> and <c>OPENROWSET('p', 'h';'u';'abc', 'q')</c>, and what follows
/// <c>KEY</c>, <c>IDENTIFIED BY</c>, <c>CONNECT me/</c>. The text is read once.
/// </summary>
internal sealed class SqlSecrets
{
    private const int DeepestCall = 64;

    private static readonly HashSet<string> Connects = new(StringComparer.OrdinalIgnoreCase) { "connect", "conn", "logon" };

    private static readonly HashSet<string> Runs = new(StringComparer.OrdinalIgnoreCase) { "exec", "execute", "call" };

    private readonly string _text;
    private readonly Stack<SqlCall> _calls = new();
    private readonly SqlWords _words = new();
    private SqlCall _call = new("");
    private bool _isPrefixed;
    private bool _isAfterSecretColumn;

    private SqlSecrets(string text) => _text = text;

    /// <summary>Whether the text has one.</summary>
    public static bool AreIn(string text) =>
        new SqlSecrets(text).Read()
        || (text.IndexOf("''", StringComparison.Ordinal) >= 0 && new SqlSecrets(text.Replace("''", "'")).Read());

    private bool Read()
    {
        for (var at = 0; at < _text.Length;)
        {
            var start = at;
            var isSecret = IsNamePart(_text[at]) ? Word(ref at) : IsLiteral(at) ? Literal(ref at) : Sign(at++);
            if (isSecret)
            {
                return true;
            }
        }

        return false;
    }

    private bool Word(ref int at)
    {
        var start = at;
        while (at < _text.Length && IsNamePart(_text[at]))
        {
            at++;
        }

        var word = _text.Substring(start, Math.Min(at - start, TextScan.LongestName));
        if (_words.OpensSecret(word) || (Connects.Contains(_words.Last) && IsLogon(at)))
        {
            return true;
        }

        _isPrefixed = SqlWords.IsPrefix(word);
        if (Runs.Contains(_words.Last) || word.StartsWith("sp_", StringComparison.OrdinalIgnoreCase))
        {
            _call = new SqlCall(word);
        }

        _words.Add(word);
        _call.HasSecretColumn |= _calls.Count > 0 && !_call.HasSecretColumn && SecretName.Is(word, NameContext.Inside);
        return false;
    }

    /// <summary>An apostrophe inside a word, as in "don't", opens nothing.</summary>
    private bool IsLiteral(int at) => _text[at] == '\'' && (at == 0 || _isPrefixed || !char.IsLetterOrDigit(_text[at - 1]));

    private bool Literal(ref int at)
    {
        var start = at + 1;
        var close = _text.IndexOf('\'', start);
        close = close < 0 ? _text.Length : close;
        at = Math.Min(close + 1, _text.Length);
        var isSecret = _call.IsSecret(_text.Substring(start, close - start), _words);
        _isPrefixed = false;
        _words.Break();
        return isSecret;
    }

    /// <returns>False: no sign is a secret.</returns>
    private bool Sign(int at)
    {
        var sign = _text[at];
        if (sign == '(' && _calls.Count < DeepestCall)
        {
            _calls.Push(_call);
            _call = new SqlCall(_words.Last) { IsRowOfSecret = _isAfterSecretColumn };
        }
        else if (sign == ')' && _calls.Count > 0)
        {
            _isAfterSecretColumn |= _call.HasSecretColumn;
            _call = _calls.Pop();
        }
        else if (sign == ';')
        {
            _call.HasSemicolons = true;
        }

        _isPrefixed = false;
        if (!char.IsWhiteSpace(sign) && sign != '"')
        {
            _words.Break();
        }

        return false;
    }

    private static bool IsNamePart(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '.' or '$' or '#';

    /// <summary><c>CONNECT scott/tiger</c>.</summary>
    private bool IsLogon(int end) =>
        end + 1 < _text.Length && _text[end] == '/' && !char.IsWhiteSpace(_text[end + 1]) && _text[end + 1] != '/';
}
