namespace QlikConnections.Client.Statements;

/// <summary>The words of SQL before a place, as far as they say that a password follows.</summary>
internal sealed class SqlWords
{
    private string _beforeLast = "";
    private bool _isIdentified;
    private bool _isUser;
    private bool _setsPassword;

    /// <summary>The last one; empty after a sign.</summary>
    public string Last { get; private set; } = "";

    /// <summary>Whether it is the letter before a literal that says how it is encoded: <c>N'abc'</c>.</summary>
    public static bool IsPrefix(string word) => word.Length == 1 && "NnEeXxBbQqUu".IndexOf(word[0]) >= 0;

    /// <summary>Takes the next one.</summary>
    public void Add(string word)
    {
        if (IsPrefix(word))
        {
            return;
        }

        _setsPassword = (_setsPassword && !Is(word, "AND"))
            || (Is(Last, "SET") && Is(word, "PASSWORD"))
            || (Is(Last, "PRAGMA") && word.EndsWith("key", StringComparison.OrdinalIgnoreCase));
        _isIdentified = Is(word, "IDENTIFIED") || (_isIdentified && !Is(word, "WHERE"));
        _isUser = Is(Last, "USER") || (_isUser && Is(word, "USING"));
        _beforeLast = Last;
        Last = word;
    }

    /// <summary>Takes a sign, after which a word no longer belongs to the one before.</summary>
    public void Break() => Last = "";

    /// <summary>Whether a word behind them is a password: <c>IDENTIFIED BY abc</c>, <c>USER me USING abc</c>.</summary>
    public bool OpensSecret(string word) =>
        !IsPrefix(word) && ((_isIdentified && Is(Last, "BY") && !Is(word, "PASSWORD") && !Is(word, "VALUES")) || IsUsing());

    /// <summary>Whether a literal behind them is a secret: <c>KEY 'abc'</c>, <c>{Encrypt N'abc'}</c>.</summary>
    public bool NameSecret(string literal) =>
        (Is(Last, "KEY") && !SecretWords.KeysOfData.Contains(_beforeLast.ToLowerInvariant()) && !HarmlessValue.IsIdentifier(literal))
            || Is(Last, "ENCRYPT")
            || _setsPassword
            || (_isIdentified && Last.ToUpperInvariant() is "BY" or "AS" or "VALUES" or "PASSWORD" or "USING")
            || IsUsing();

    private bool IsUsing() => _isUser && Is(Last, "USING");

    private static bool Is(string word, string expected) => word.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
