namespace ApiCoverage;

/// <summary>Holds a page against the members that the sources name and the tests that exist. A problem is one sentence.</summary>
internal static class CoverageCheck
{
    /// <summary>Everything that is wrong.</summary>
    public static IReadOnlyList<string> Problems(
        IReadOnlyList<CoverageSection> page,
        IReadOnlyList<Member> members,
        IReadOnlyCollection<string> tests,
        Func<string, IEnumerable<string>> problemsOfUse) =>
        [.. MissingRows(page, members), .. Rows(page, members, tests, problemsOfUse)];

    private static IEnumerable<string> MissingRows(IReadOnlyList<CoverageSection> page, IReadOnlyList<Member> members)
    {
        foreach (var part in members.GroupBy(member => member.Part))
        {
            var sections = page.Where(section => part.Key == Member.Anywhere || section.Parts.Contains(part.Key)).ToList();
            if (sections.Count == 0)
            {
                yield return $"{part.Key}: no section covers it; it names {string.Join(", ", part.Select(member => member.Name))}";
                continue;
            }

            var rows = sections.SelectMany(section => section.Rows).ToList();
            foreach (var member in part)
            {
                var hasRow = rows.Any(row =>
                    (member.Where is null || row.Where.Contains(member.Where, StringComparison.Ordinal)) && row.Names.Any(member.IsNamed)
                );
                if (!hasRow && !(member.IsMentioned && sections.Any(section => section.OtherWords.Contains(member.Name))))
                {
                    yield return $"{part.Key}: no row for {(member.Where is null ? "" : member.Where + " ")}{member.Name}";
                }
            }
        }
    }

    private static IEnumerable<string> Rows(
        IReadOnlyList<CoverageSection> page,
        IReadOnlyList<Member> members,
        IReadOnlyCollection<string> tests,
        Func<string, IEnumerable<string>> problemsOfUse)
    {
        var parts = members.Select(member => member.Part).ToHashSet();
        foreach (var section in page)
        {
            foreach (var part in section.Parts.Where(part => !parts.Contains(part)))
            {
                yield return $"{section.Title}: no source has the part {part}";
            }

            var own = members.Where(member => member.Part == Member.Anywhere || section.Parts.Contains(member.Part)).ToList();
            foreach (var word in section.OtherWords.Where(word => !own.Any(member => member.IsMentioned && member.Name == word)))
            {
                yield return $"{section.Title}: {word} is not named there";
            }

            foreach (var row in section.Rows)
            {
                var title = $"{section.Title}, {string.Join(", ", row.Names)}";
                foreach (var name in row.Names.Where(name => !own.Any(member => member.IsNamed(name))))
                {
                    yield return $"{title}: no source of the section names {name}";
                }

                if (row.Use.Length == 0)
                {
                    yield return $"{title}: it does not say what is done with it";
                }

                if (row.Tests.Count == 0)
                {
                    yield return $"{title}: it has no test";
                }

                foreach (
                    var problem in row
                        .Tests.Where(test => !tests.Contains(test))
                        .Select(test => $"there is no test {test}")
                        .Concat(problemsOfUse(row.Use))
                )
                {
                    yield return $"{title}: {problem}";
                }
            }
        }
    }
}
