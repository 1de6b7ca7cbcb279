namespace ApiCoverage;

/// <summary>
/// The members that a document names, from the list that is kept of them: a line for each part of the document, and under it, indented,
/// lines of the form "where: name name".
/// </summary>
internal static class FieldList
{
    /// <summary>The members of the document, in order and each once.</summary>
    public static IReadOnlyList<Member> Read(string text, string document)
    {
        var members = new List<Member>();
        string part = document;
        foreach (string line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] != ' ')
            {
                part = $"{document}: {line}";
                continue;
            }

            string[] halves = line.Split(':', 2, StringSplitOptions.TrimEntries);
            // A method and its path are one name.
            string[] names = halves[0] == "endpoint" ? [halves[1]] : halves[1].Split(' ');
            members.AddRange(names.Select(name => new Member(part, halves[0], name)));
        }

        return [.. members.Distinct()];
    }
}
