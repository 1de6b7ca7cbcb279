namespace QlikConnections.Client.Usage;

/// <summary>The included scripts of a word such as <c>$(Must_Include=lib://Scripts/a.qvs)</c>.</summary>
internal static class ScriptIncludes
{
    /// <summary>The paths, and whether each has the form that is read as an include: without blanks at the equals sign.</summary>
    public static IEnumerable<(string Path, bool IsFixedForm)> In(string word)
    {
        var start = word.IndexOf("$(", StringComparison.Ordinal);
        var equals = word.IndexOf('=', Math.Max(start, 0));
        if (start < 0 || equals < 0)
        {
            yield break;
        }

        var name = word.Substring(start + 2, Math.Max(equals - start - 2, 0));
        if (!ScriptKeywords.Includes.Any(i => i.Equals(name.Trim() + "=", StringComparison.OrdinalIgnoreCase)))
        {
            yield break;
        }

        var end = word.LastIndexOf(')');
        var path = word.Substring(equals + 1, Math.Max(end - equals - 1, 0));
        yield return (path.Trim(), name == name.Trim() && path == path.TrimStart());
    }
}
