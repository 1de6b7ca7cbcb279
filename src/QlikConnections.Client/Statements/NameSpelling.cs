using System.Text;

namespace QlikConnections.Client.Statements;

/// <summary>A name as it is compared: without case, accents, spaces and punctuation.</summary>
internal sealed class NameSpelling
{
    /// <summary>An array of its own in each call would cost more than the rest.</summary>
    internal static readonly char[] Digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

    private const int Longest = 256;

    private readonly string _name;
    private IReadOnlyList<string>? _words;
    private string? _lastWord;

    /// <summary>Takes a name as it is written; percent codes and quotes are removed.</summary>
    public NameSpelling(string name)
    {
        _name = name.Length > Longest ? name.Substring(name.Length - Longest) : name;
        Plain = PlainOf(_name);
    }

    /// <summary>Only letters and digits, in lower case.</summary>
    public string Plain { get; }

    /// <summary>The words of the name: <c>X-Api-Key</c> and <c>xApiKey</c> have three.</summary>
    public IReadOnlyList<string> Words => _words ??= WordsOf(_name);

    /// <summary>The last word, without a number at its end; empty if there is none.</summary>
    public string LastWord => _lastWord ??= Words.Count == 0 ? "" : WithoutNumber(Words[Words.Count - 1]);

    /// <summary>A word without the number at its end: <c>key1</c>.</summary>
    public static string WithoutNumber(string word) => word.TrimEnd(Digits);

    /// <summary>Whether a word is another one with one letter missing, too many, wrong, or two exchanged.</summary>
    public static bool IsAlmost(string word, string other)
    {
        if (Math.Abs(word.Length - other.Length) > 1)
        {
            return false;
        }

        var start = 0;
        while (start < word.Length && start < other.Length && word[start] == other[start])
        {
            start++;
        }

        string rest = word.Substring(start), expected = other.Substring(start);
        return rest.Length == expected.Length
            ? rest.Length < 1 || string.CompareOrdinal(rest, 1, expected, 1, rest.Length) == 0
                || (rest.Length > 1 && rest[0] == expected[1] && rest[1] == expected[0]
                    && string.CompareOrdinal(rest, 2, expected, 2, rest.Length) == 0)
            : rest.Length > expected.Length
                ? string.CompareOrdinal(rest, 1, expected, 0, rest.Length) == 0
                : string.CompareOrdinal(rest, 0, expected, 1, expected.Length) == 0;
    }

    /// <summary>Only letters and digits, in lower case and without accents.</summary>
    public static string PlainOf(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var letter in name.IndexOf('%') < 0 ? name : Uri.UnescapeDataString(name))
        {
            if (letter >= '\u0080')
            {
                plain.Append([.. Parts(letter).Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
            }
            else if (char.IsLetterOrDigit(letter))
            {
                plain.Append(char.ToLowerInvariant(letter));
            }
        }

        return plain.ToString();
    }

    /// <summary>The letter and its accents; full-width letters, as on East Asian keyboards, are ordinary ones.</summary>
    private static string Parts(char letter) =>
        char.IsSurrogate(letter) || !char.IsLetterOrDigit(letter)
            ? letter.ToString()
            : letter.ToString().Normalize(NormalizationForm.FormKD);

    private static List<string> WordsOf(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var last = ' ';
        for (var i = 0; i < name.Length; i++)
        {
            var letter = name[i] < '\u0080' ? name[i] : Parts(name[i])[0];
            if ((Begins(name, i, letter, last) || !char.IsLetterOrDigit(letter)) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (char.IsLetterOrDigit(letter))
            {
                word.Append(char.ToLowerInvariant(letter));
            }

            last = letter;
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    private static bool Begins(string name, int at, char letter, char last) =>
        char.IsUpper(letter)
            && (char.IsLower(last) || char.IsDigit(last) || (char.IsUpper(last) && at + 1 < name.Length && char.IsLower(name[at + 1])));
}
