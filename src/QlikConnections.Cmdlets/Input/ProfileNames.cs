using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>The profiles that names and patterns mean.</summary>
internal static class ProfileNames
{
    /// <summary>The names of the profiles in a folder, each once.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="texts">Names and patterns; null for all.</param>
    /// <param name="fail">Takes a name without a profile.</param>
    public static IEnumerable<string> Of(ProfileFolder folder, string[]? texts, Action<QlikException, string> fail)
    {
        var patterns = WildcardText.Patterns(texts);
        var names = folder.Names;
        foreach (var literal in patterns.Where(p => p.IsLiteral && !names.Any(p.Fits)))
        {
            try
            {
                folder.Existing(literal.Plain);
            }
            catch (QlikException failure)
            {
                fail(failure, literal.Text);
            }
        }

        return names.Where(n => patterns.Count == 0 || patterns.Any(p => p.Fits(n)));
    }
}
