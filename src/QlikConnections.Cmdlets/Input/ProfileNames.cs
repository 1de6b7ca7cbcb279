using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>The profiles that names and patterns mean.</summary>
internal static class ProfileNames
{
    /// <summary>The names of the profiles in a folder, each once.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="names">The names of all its profiles.</param>
    /// <param name="texts">Names and patterns; null for all. Of several files that have a name in different cases, only the one that
    /// spells it so is meant.</param>
    /// <param name="fail">Takes a name that means no profile, or several.</param>
    public static IEnumerable<string> Of(
        ProfileFolder folder,
        IReadOnlyList<string> names,
        string[]? texts,
        Action<QlikException, string> fail
    )
    {
        var patterns = WildcardText.Patterns(texts);
        var meant = new HashSet<string>(patterns.Count == 0 ? names : [], StringComparer.Ordinal);
        foreach (var pattern in patterns)
        {
            try
            {
                meant.UnionWith(
                    !pattern.IsLiteral ? names.Where(pattern.Fits)
                    : names.Contains(pattern.Plain, StringComparer.Ordinal) ? [pattern.Plain]
                    : [folder.Existing(pattern.Plain, names)]
                );
            }
            catch (QlikException failure)
            {
                fail(failure, pattern.Text);
            }
        }

        return names.Where(meant.Contains);
    }
}
