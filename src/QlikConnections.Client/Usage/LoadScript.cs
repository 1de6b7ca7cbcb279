namespace QlikConnections.Client.Usage;

/// <summary>Reads which connections a load script refers to. It runs nothing, and takes any text.</summary>
public static class LoadScript
{
    /// <summary>The references in the order of the lines. What is not known before the script runs is a reference that is not
    /// exact.</summary>
    /// <param name="script">The script.</param>
    /// <param name="hasSpaces">False on a site, where a connection may have the name that the files of a space have.</param>
    public static IReadOnlyList<ScriptReference> References(string script, bool hasSpaces = true)
    {
        var statements = new ScriptLexer(script.TrimStart('\uFEFF')).Statements().ToArray();
        return new ScriptWalk(statements, script.Length, hasSpaces).Run();
    }
}
