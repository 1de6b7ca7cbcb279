namespace QlikConnections.Client.Statements;

/// <summary>
/// A name, something that separates, and a value, as free texts write it: <c>token: abc</c>, <c>pwd=abc</c>, <c>&lt;password&gt;abc</c>.
/// </summary>
internal static class NamedValue
{
    private const string RareSeparators = "~#^!*\u00A6\u00A7";
    private static readonly string[] Verbs =
        ["is", "eq", "ne", "like", "equals", "matches", "ist", "lautet", "est", "es", "è", "é", "är", "jest", "este", "."];

    /// <summary>Whether the text has one that is secret.</summary>
    public static bool IsSecretIn(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (Separates(text, at) || (char.IsWhiteSpace(text[at]) && FollowsBlank(text, at)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the name is that of a secret and a value follows.</summary>
    /// <param name="name">The name.</param>
    /// <param name="text">The text.</param>
    /// <param name="at">The place behind what separates.</param>
    public static bool IsSecret(string name, string text, int at) =>
        name.Length > 0 && IsSecret(name, ValueAt(text, at), NameContext.Inside);

    /// <summary>Whether an equals sign or a colon separates the name of a secret from its value; a sentence about one does not.</summary>
    public static bool IsPair(string text, int at) =>
        text[at] == ':' ? !text.IsAt(at, "://") && IsPasswordAfterColon(text, at) : IsSecret(text.NameBefore(at), text, at + 1);

    /// <summary>The value at a place, without the quotes around it.</summary>
    public static string ValueAt(string text, int at)
    {
        at = text.SkipBlanks(at);
        if (at + 1 < text.Length && text[at] is 'N' or 'n' or 'E' && text[at + 1] == '\'')
        {
            // SQL says so how the text is encoded.
            at++;
        }

        while (at < text.Length && text[at] is '"' or '\'' or '\\')
        {
            at++;
        }

        if (text.IsAt(at, "<![CDATA["))
        {
            at += "<![CDATA[".Length;
        }

        var end = at;
        while (end < text.Length && end - at < TextScan.LongestName && !char.IsWhiteSpace(text[end])
            && text[end] is not (',' or ';' or '&' or '}' or ']' or ')' or '"' or '\'' or '<' or '\\'))
        {
            end++;
        }

        return text.Substring(at, end - at);
    }

    /// <summary>All up to the next blank.</summary>
    public static string WordAt(string text, int at)
    {
        var start = text.SkipBlanks(at);
        var end = start;
        while (end < text.Length && end - start < TextScan.LongestName && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return text.Substring(start, end - start);
    }

    // A name with a hyphen belongs to a header or a parameter.
    private static bool IsSecret(string name, string value, NameContext context) =>
        value.Length > 0 && value is not ("null" or "NULL" or "string")
            && SecretName.Is(name, name.IndexOf('-') > 0 ? NameContext.Parameter : context, value);

    private static bool Separates(string text, int at)
    {
        switch (text[at])
        {
            case '=':
                return text.IsAt(at, "=>") ? IsMapped(text, at) : IsAfterEquals(text, at);
            case '>':
                return EndsTag(text, at);
            case '|':
                return IsSecret(text.NameBefore(at), text, at + 1);
            case ':':
                return IsAfterColon(text, at);
            case '%' when text.IsAt(at, "%2"):
                // The separators of the REST connector; doubled inside a value.
                return IsListed(text, at);
            case '-' when text.IsAt(at, "->"):
                return IsMapped(text, at);
            case '<' when text.IsAt(at, "<-"):
                return IsSecret(text.NameBefore(at), text, at + 2);
            case ',':
                return IsCompared(text, at);
            case '(' or '[' or '<':
                return IsInBrackets(text, at);
            default:
                return RareSeparators.IndexOf(text[at]) >= 0
                    && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]) && IsNamed(text.NameBefore(at), ValueAt(text, at + 1));
        }
    }

    /// <summary><c>token(abc1)</c>; what is in the brackets may have its own name, <c>tokens(first: $first)</c>.</summary>
    private static bool IsInBrackets(string text, int at) =>
        ValueAt(text, at + 1) is var value && !PlainWord.Is(value) && value.IndexOf(':') < 0 && IsSecret(text.NameBefore(at), text, at + 1);

    /// <summary>Of an option, <c>-pa=abc</c>.</summary>
    private static bool IsAbbreviation(string name) =>
        name.Length > 2 && name[0] == '-' && "password".StartsWith(name.Substring(1), StringComparison.OrdinalIgnoreCase);

    private static bool IsAfterEquals(string text, int at) =>
        (IsAbbreviation(text.NameBefore(at)) && !HarmlessValue.IsWords(ValueAt(text, at + 1)))
            ||
        IsNamedByAttribute(text, at) || IsSecret(text.NameBefore(at), text, at + 1) || IsParameter(text, at);

    private static bool IsAfterColon(string text, int at) =>
        !text.IsAt(at, "://") && (IsUserAndPassword(text, at) || IsPasswordAfterColon(text, at));

    /// <summary>As people note it: <c>Login: me / abc1</c>.</summary>
    private static bool IsUserAndPassword(string text, int at)
    {
        if (at + 1 >= text.Length || text[at + 1] != ' ' || !SecretName.IsUser(text.NameBefore(at)))
        {
            return false;
        }

        var user = text.SkipBlanks(at + 1);
        var slash = text.IndexOf(" / ", user, Math.Min(text.Length - user, TextScan.LongestName), StringComparison.Ordinal);
        return slash > user && ValueAt(text, slash + 3) is { Length: > 0 } value && !PlainWord.Is(value);
    }

    private static bool IsPasswordAfterColon(string text, int at) =>
        !PlainWord.OpensSentence(text, text.SkipBlanks(at + 1)) && IsSecret(text.NameBefore(at), text, at + 1);

    private static bool EndsTag(string text, int at) =>
        !(at > 0 && text[at - 1] is '=' or '-')
            && (IsNamedByElement(text, at) || IsSecret(text.TagBefore(at), text, at + 1)
                || (at > 0 && !char.IsWhiteSpace(text[at - 1]) && IsSecret(text.NameBefore(at), text, at + 1)));

    /// <summary><c>password => abc1</c>; <c>password=>pw_col</c> maps a field to a column.</summary>
    private static bool IsMapped(string text, int at)
    {
        var next = text.SkipBlanks(at + 2);
        var isQuoted = next < text.Length && text[next] is '"' or '\'';
        return (isQuoted || !HarmlessValue.IsIdentifier(ValueAt(text, next))) && IsSecret(text.NameBefore(at), text, next);
    }

    /// <summary>In a function of a filter, <c>contains(password,'abc')</c>.</summary>
    private static bool IsCompared(string text, int at)
    {
        var next = text.SkipBlanks(at + 1);
        if (at > 0 && text[at - 1] == '\'')
        {
            // substringof('abc',password)
            var close = text.IndexOf(')', at, Math.Min(text.Length - at, TextScan.LongestName));
            return close > next && SecretName.Is(text.Substring(next, close - next), NameContext.Inside);
        }

        var name = at > 0 && char.IsLetterOrDigit(text[at - 1]) ? text.NameBefore(at) : "";
        var before = at - name.Length - 1;
        return name.Length > 0
            && before >= 0
            && text[before] == '('
            && next < text.Length
            && text[next] == '\''
            && IsSecret(name, text, next);
    }

    /// <summary>In the query of an address, or a form that is sent: <c>u=me&amp;p=abc</c>.</summary>
    private static bool IsParameter(string text, int at)
    {
        var name = text.NameBefore(at);
        var before = at - name.Length - 1;
        return name.Length > 0 && before >= 0 && text[before] is '&' or '?' && IsSecret(name, ValueAt(text, at + 1), NameContext.Parameter);
    }

    /// <summary><c>u%2me%1p%2abc</c>, and with doubled signs inside a value.</summary>
    private static bool IsListed(string text, int at)
    {
        var sign = at > 0 && text[at - 1] == '%' ? at - 1 : at;
        var name = text.NameBefore(sign);
        if (name.StartsWith("1", StringComparison.Ordinal) && sign > name.Length && text[sign - name.Length - 1] == '%')
        {
            name = name.Substring(1);
        }

        if (TextEncoding.IsPercentCode(text, at, text.Length))
        {
            return false;
        }

        var value = ValueAt(text, at + 2);
        // %2C is a comma in a list of names.
        var isComma = value.Length > 1 && value[0] is 'C' or 'c' && PlainWord.Is(value.Substring(1));
        return name.Length > 0 && !isComma && IsSecret(name, value, NameContext.Parameter);
    }

    private static bool FollowsBlank(string text, int at) =>
        IsAssigned(text, at) || IsWritten(text, at) || IsOption(text, at) || IsField(text, at);

    /// <summary>A field of a form, <c>name="password"</c>, an empty line, and the value.</summary>
    private static bool IsField(string text, int at)
    {
        if (text[at] != '\n' || !(text.IsAt(at + 1, "\n") || text.IsAt(at + 1, "\r\n")))
        {
            return false;
        }

        return IsSecret(text.NameBefore(at), text, at + 2);
    }

    /// <summary><c>XPassword is abc</c>, and in filters <c>password eq 'abc'</c>.</summary>
    private static bool IsAssigned(string text, int at)
    {
        if (Array.Find(Verbs, v => text.IsWord(at + 1, v)) is not { } verb
            || text.SkipBlanks(at + 1 + verb.Length) is var next && next == at + 1 + verb.Length)
        {
            return false;
        }

        return !PlainWord.OpensSentence(text, next) && IsSecret(text.NameBefore(at), text, next);
    }

    /// <summary><c>password abc1</c>, <c>PASSWORD 'abc'</c>, <c>IDENTIFIED BY abc</c>: a word alone says nothing.</summary>
    private static bool IsWritten(string text, int at)
    {
        if (at == 0 || !char.IsLetterOrDigit(text[at - 1]))
        {
            return false;
        }

        var next = text.SkipBlanks(at);
        if (next >= text.Length || text[next] is '=' or ':' or '-' or '/' or '<' or '(' or '[')
        {
            return false;
        }

        var name = text.NameBefore(at);
        if (name.Equals("BY", StringComparison.OrdinalIgnoreCase))
        {
            return text.NameBefore(at - 2).Equals("IDENTIFIED", StringComparison.OrdinalIgnoreCase);
        }

        var isQuoted = text[next] is '\'' or '"';
        var value = ValueAt(text, next);
        return value.Length > 1 && (isQuoted || (!PlainWord.Is(value) && !IsSigns(value)))
            ? IsNamed(name, value)
            : IsSaid(name, text, next);
    }

    /// <summary>Where nothing certain separates, a token alone says nothing about the word before it.</summary>
    private static bool IsNamed(string name, string value) =>
        IsSecret(name, value, NameContext.Inside) && (!GeneratedText.IsToken(value) || SecretName.Is(name, NameContext.Inside));

    /// <summary>In any language, <c>Kennwort ist abc1</c>: a short word between the name and what is no word.</summary>
    private static bool IsSaid(string name, string text, int at)
    {
        const int LongestVerb = 6;
        var verb = WordAt(text, at);
        if (verb.Length > LongestVerb || !verb.All(char.IsLower) || PlainWord.OpensSentence(text, at))
        {
            return false;
        }

        var next = text.SkipBlanks(at + verb.Length);
        return next > at + verb.Length && GeneratedText.IsPassword(ValueAt(text, next)) && IsSecret(name, text, next);
    }

    private static bool IsSigns(string value) =>
        !value.Any(char.IsLetterOrDigit) || (value[0] == '@' && PlainWord.Is(value.Substring(1)));

    /// <summary><c>--password abc</c>, <c>/pass abc</c>.</summary>
    private static bool IsOption(string text, int at)
    {
        var name = text.NameBefore(at);
        var before = at - name.Length - 1;
        var isOption = name.StartsWith("-", StringComparison.Ordinal)
            || (name.Length > 0 && before >= 0 && text[before] == '/' && (before == 0 || char.IsWhiteSpace(text[before - 1])));
        return isOption && text.SkipBlanks(at) is var next && next < text.Length && text[next] is not '-'
            && IsSecret(name.TrimStart('-'), text, next);
    }

    /// <summary>In XML, <c>&lt;add key="ApiKey" value="abc"/&gt;</c> and <c>&lt;param name="password"&gt;abc</c>.</summary>
    private static bool IsNamedByAttribute(string text, int at)
    {
        if (text.NameBefore(at).ToUpperInvariant() is not ("NAME" or "KEY" or "HEADER" or "ID")
            || text.LastIndexOf('<', at, Math.Min(at + 1, 4 * TextScan.LongestName)) < 0)
        {
            return false;
        }

        var start = text.SkipBlanks(at + 1);
        while (start < text.Length && text[start] is '"' or '\'' or '\\')
        {
            start++;
        }

        return NamesSecret(text, start);
    }

    /// <summary>In XML, <c>&lt;name&gt;X-Api-Key&lt;/name&gt;&lt;value&gt;abc</c>.</summary>
    private static bool IsNamedByElement(string text, int at) =>
        text.TagBefore(at).ToUpperInvariant() is "NAME" or "KEY" or "HEADER" or "PARAM" or "PARAMETER"
            && NamesSecret(text, text.SkipBlanks(at + 1));

    private static bool NamesSecret(string text, int start)
    {
        var end = start;
        while (end < text.Length && end - start < TextScan.LongestName
            && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.'))
        {
            end++;
        }

        return end < text.Length && text[end] is '"' or '\'' or '<' or '\\'
            && SecretName.Is(text.Substring(start, end - start), NameContext.Parameter);
    }
}
