namespace ApiCoverage;

/// <summary>
/// The members that a document names, from the list that is kept of them: a line for each part of the document, and under it, indented,
/// lines of the form "where: name name". Where a document states types, a name is followed by "=type", and a line "body type: type"
/// names the type of a request body. "member" means members of a type, which have no place of their own in an exchange.
/// </summary>
internal static class FieldList
{
    /// <summary>The members of the document, in order and each once.</summary>
    public static IReadOnlyList<Member> Read(string text, string document)
    {
        var members = new List<Member>();
        var part = document;
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] != ' ')
            {
                part = $"{document}: {line}";
                continue;
            }

            var halves = line.Split(':', 2, StringSplitOptions.TrimEntries);
            if (halves[0] == "body type")
            {
                continue;
            }

            var where = halves[0].StartsWith("member", StringComparison.Ordinal) ? null : halves[0];
            // A method and its path are one name.
            var names = where == "endpoint" ? [halves[1]] : halves[1].Split(' ');
            members.AddRange(names.Select(name => new Member(part, where, name.Split('=')[0])));
        }

        return [.. members.Distinct()];
    }
}
