namespace QlikConnections.Client.Policy;

/// <summary>A name with the wildcards * and ?; upper and lower case are the same.</summary>
internal sealed class NamePattern(string pattern)
{
    /// <summary>Whether a name fits, in time linear to its length for each asterisk.</summary>
    public bool Fits(string name)
    {
        var (at, part) = (0, 0);
        var (star, kept) = (-1, 0);
        while (at < name.Length)
        {
            if (part < pattern.Length && pattern[part] == '*')
            {
                star = part++;
                kept = at;
            }
            else if (part < pattern.Length && (pattern[part] == '?' || IsSame(pattern[part], name[at])))
            {
                part++;
                at++;
            }
            else if (star >= 0)
            {
                part = star + 1;
                at = ++kept;
            }
            else
            {
                return false;
            }
        }

        return pattern.Skip(part).All(c => c == '*');
    }

    /// <summary>The pattern as it is written.</summary>
    public override string ToString() => pattern;

    private static bool IsSame(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
