using System.Reflection;
using System.Text.Json;

namespace ApiCoverage;

/// <summary>docs/api-coverage.md is whole and true.</summary>
public sealed class ApiCoverageTests
{
    private static readonly string Root = typeof(ApiCoverageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    private static readonly IReadOnlyList<CoverageSection> Page = CoveragePage.Read(Text("docs/api-coverage.md"));

    // The sandbox's own tests are left out: they show how the sandbox reads the API, not what the module does.
    private static readonly HashSet<string> TestNames =
    [
        .. Files("tests/QlikConnections.Client.Tests", "*.cs")
            .Concat(Files("tests/ApiCoverage", "*.cs"))
            .SelectMany(file => KnownTests.OfCode(File.ReadAllText(file))),
        .. Files("tests/Pester", "*.Tests.ps1").SelectMany(file => KnownTests.OfScript(File.ReadAllText(file), Path.GetFileName(file))),
    ];

    private static readonly KnownCommands Commands = new(
        Files("docs/en-US", "*-Qlik*.md")
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => KnownCommands.ParametersOf(File.ReadAllText(file))),
        KnownCommands.PropertiesOf(File.ReadAllText(Path.Combine(Root, "docs/public-surface.txt")))
    );

    [Fact]
    public void EveryMemberOfEverySource_HasARow_WithAUseAndATest()
    {
        var problems = CoverageCheck.Problems(Page, SourceMembers(), TestNames, Commands.Problems);

        Assert.True(problems.Count == 0, $"{problems.Count} problems in docs/api-coverage.md:\n{string.Join("\n", problems)}");
    }

    [Fact]
    public void Sources_AreReadWhole()
    {
        var members = SourceMembers();

        // One of each form in which a source names something.
        Assert.Contains(new Member("Qlik Cloud 2.1", null, "dataName"), members);
        Assert.Contains(new Member("Qlik Cloud 2.2", null, "updated"), members);
        Assert.Contains(new Member("Qlik Cloud 3", null, "data source type"), members);
        Assert.Contains(new Member("Qlik Cloud 4.1", null, "itemPart", IsMentioned: true), members);
        Assert.Contains(new Member("Qlik Cloud 2.1", null, "meta", IsMentioned: true), members);
        Assert.Contains(new Member("Qlik Cloud 2.7", null, "spaceId", IsMentioned: true), members);
        Assert.Contains(new Member("Qlik Cloud 4.5", null, "POST /actions/generate-qri"), members);
        Assert.Contains(new Member(Member.Anywhere, null, "PUT /api/v1/data-sources/{id}/settings"), members);
        Assert.Contains(new Member("QRS 5.3", null, "DELETE /selection/{sid}"), members);
        Assert.Contains(new Member("Repository description: getDataConnectionsFull", "query", "orderby"), members);
        Assert.Contains(new Member("Repository description: updateDataConnection", "status", "409"), members);
        Assert.Contains(new Member("Repository description: CustomPropertyValue", null, "definition"), members);
        Assert.Contains(new Member("Update tutorial: Change connection owner", "body", "spaceType"), members);
        Assert.DoesNotContain(members, member => member.Part == "Qlik Cloud 2.12" && !member.IsMentioned);
    }

    /// <summary>The contract tests of client and sandbox check against the same operations, parameters, members and types.</summary>
    [Fact]
    public void Contract_SaysWhatTheListOfTheRepositorySays()
    {
        using var contract = JsonDocument.Parse(Text("tests/Contract/qrs-data-connection.contract.json"));

        Assert.Equal(
            Text("docs/reference/qrs-data-connection.txt")
                .Split('\n')
                .Where(line => line.StartsWith("  ", StringComparison.Ordinal) && !line.Contains("://", StringComparison.Ordinal)),
            ContractList.Lines(contract.RootElement)
        );
    }

    private static IReadOnlyList<Member> SourceMembers()
    {
        static bool IsTwoToSix(string number) => number[0] is >= '2' and <= '6' && (number.Length == 1 || number[1] == '.');
        var cloud = Text("docs/reference/qlik-cloud-api.md");
        return
        [
            .. FactSheet.Read(cloud, "Qlik Cloud", IsTwoToSix),
            .. FactSheet
                .Read(cloud, "Qlik Cloud", number => number == "11")
                .Where(member => member.Name.Contains("/data-", StringComparison.Ordinal))
                .Select(member => member with { Part = Member.Anywhere }),
            .. FactSheet.Read(Text("docs/reference/qrs-api.md"), "QRS", IsTwoToSix),
            .. FactSheet.Read(Text("docs/reference/qrs-api.md"), "QRS", number => number == "13.6"),
            .. FactSheet.Read(Text("docs/reference/engine-api.md"), "Engine", number => number is "2" or "3"),
            .. FieldList.Read(Text("docs/reference/qrs-data-connection.txt"), "Repository description"),
            .. FieldList.Read(Text("docs/reference/create-data-connections.txt"), "Create tutorial"),
            .. FieldList.Read(Text("docs/reference/update-data-connections.txt"), "Update tutorial"),
            .. FieldList.Read(Text("docs/reference/data-connectivity-deprecated.txt"), "Deprecated reference"),
        ];
    }

    private static string Text(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}
