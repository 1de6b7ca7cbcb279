namespace QlikConnections.Client.Statements;

/// <summary>
/// Text that a program generated or somebody chose as a password, by its form alone. In words the kind of character (capital, small letter,
/// digit) changes seldom, in generated text at almost every second character.
/// </summary>
internal static class GeneratedText
{
    private const int Shortest = 32;
    private const int ShortestOfAllKinds = 28;
    private const int Longest = 1024;
    private const int ShortestPassword = 8;
    private const double MixOfGroups = 0.2;
    private const double MixOfLetters = 0.4;

    private static readonly char[] Separators = ['.', ':', '/', '+', '-', '_', '~', '=', '!', '$'];

    /// <summary>
    /// Whether it is a token: <c>Zk3Vq9XwT7bLm2RpN5sYcH8dJf1gKe4u</c>, 32 hexadecimal digits, also with something before or after a dot,
    /// a colon or a hyphen. Ids in the form of <see cref="Guid"/>, hosts and paths are none.
    /// </summary>
    public static bool IsToken(string value)
    {
        // The connector of REST writes an equals sign as %%2.
        var bare = value.Trim().Trim('"', '\'', '\\').Replace("%%2", "=");
        if (bare.Length is < ShortestOfAllKinds or > Longest || HarmlessValue.IsStructured(bare) || !bare.All(IsTokenSign)
            || Guid.TryParseExact(bare, "D", out _) || IsHost(bare))
        {
            return false;
        }

        return IsMixed(bare);
    }

    /// <summary>Letters and digits that nobody would write: a key of a record is shorter, or has words in it.</summary>
    public static bool LooksMade(string value) =>
        (value.Length >= 12 && value.Any(char.IsDigit) && value.Any(char.IsLetter)
            && value.All(c => char.IsLetterOrDigit(c) || c is '_' or '=' or '+')) || IsScrambled(value);

    /// <summary>Letters of both cases with digits between them, also in a short text.</summary>
    public static bool IsScrambled(string value)
    {
        var middle = NameSpelling.WithoutNumber(value).TrimStart(NameSpelling.Digits);
        return value.Length >= ShortestPassword && middle.Any(char.IsDigit) && middle.Any(char.IsLower) && middle.Any(char.IsUpper)
            && value.All(c => char.IsLetterOrDigit(c) || c is '_' or '-');
    }

    /// <summary>Whether it is what people choose: letters with digits or signs, <c>Winter2026!</c>, and no identifier.</summary>
    public static bool IsPassword(string value) =>
        value.Length is >= ShortestPassword and <= TextScan.LongestName
        && value.Any(char.IsLetter)
        && value.Any(c => char.IsDigit(c) || c is '!' or '#' or '$' or '*' or '?' or '^')
        && !value.Any(c => char.IsWhiteSpace(c) || c is '/' or '.' or ',' or ':' or '=')
        && !HarmlessValue.IsWords(value)
        && !Guid.TryParse(value, out _);

    private static bool IsTokenSign(char letter) =>
        letter < '\u0080' && (char.IsLetterOrDigit(letter) || "+/=_-.~:$!".IndexOf(letter) >= 0);

    /// <summary>A name of a host, which may have generated parts: its last part is a word.</summary>
    private static bool IsHost(string value)
    {
        var port = value.IndexOf(':');
        var host = port > 0 && value.Skip(port + 1).All(char.IsDigit) ? value.Substring(0, port) : value;
        return host.LastIndexOf('.') is > 0 and var dot && dot + 1 < host.Length && host.Skip(dot + 1).All(char.IsLower);
    }

    private static bool IsMixed(string part)
    {
        string[] pieces = [.. part.Split(Separators).Where(p => !HarmlessValue.IsPart(p))];
        var length = pieces.Sum(p => p.Length);
        var kinds = part.Any(char.IsUpper) && part.Any(char.IsLower) && part.Any(char.IsDigit);
        if (length < (kinds ? ShortestOfAllKinds : Shortest) || !pieces.Any(p => p.Any(char.IsDigit)))
        {
            return false;
        }

        var mix = (double)pieces.Sum(Changes) / length;
        return (mix >= MixOfGroups && pieces.Sum(Numbers) > 2)
            || (mix >= MixOfLetters && Array.Exists(pieces, p => !PlainWord.Is(string.Concat(p.Where(char.IsLetter)))));
    }

    private static int Numbers(string piece) =>
        piece.Where((c, at) => char.IsDigit(c) && (at == 0 || !char.IsDigit(piece[at - 1]))).Count();

    private static int Changes(string piece) => piece.Skip(1).Zip(piece, (next, last) => Kind(next) != Kind(last)).Count(c => c);

    private static int Kind(char letter) => char.IsDigit(letter) ? 0 : char.IsUpper(letter) ? 1 : 2;
}
