using System.Diagnostics;
using System.Text.Json;
using CsCheck;
using QlikConnections.Client.Usage;

namespace QlikConnections.Client.Tests;

/// <summary>Load scripts: every reference to a connection is found or reported as not exact, and none is invented.</summary>
public sealed class LoadScriptTests
{
    /// <summary>What scripts are made of, and what breaks them.</summary>
    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOfConst(
            "LIB CONNECT TO 'A';",
            "LIB CONNECT TO ",
            "LOAD * FROM [lib://B/x.qvd] (qvd);",
            "lib://",
            "$(Must_Include=lib://C/x.qvs);",
            "$(v)",
            "$(",
            ")",
            "(",
            "SET v = ",
            "LET v = v & v;",
            "SET v = $(v)$(v);",
            "FOR EACH v IN 'a', ",
            "NEXT\n",
            "DO\n",
            "LOOP\n",
            "IF x THEN\n",
            "ELSE\n",
            "END IF\n",
            "SWITCH v\n",
            "CASE 1\n",
            "END SWITCH\n",
            "SUB s(p)\n",
            "END SUB\n",
            "CALL s('lib://D/x');",
            "INLINE [",
            "SQL SELECT ",
            "TRACE ",
            "REM ",
            "FileSize(",
            "If(",
            "//",
            "/*",
            "*/",
            "'",
            "''",
            "\"",
            "[",
            "]",
            "]]",
            ";",
            ",",
            "&",
            "=",
            ":",
            "\n",
            "\r\n",
            " ",
            "\0",
            "é",
            "😀"
        ),
        Gen.String[0, 6]
    );

    private static readonly Gen<string> Scripts = Piece.Array[0, 60].Select(string.Concat);

    public static TheoryData<string, string, string[]> Cases()
    {
        var cases = new TheoryData<string, string, string[]>();
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "load-scripts.json")));
        foreach (var one in file.RootElement.EnumerateArray())
        {
            cases.Add(
                one.GetProperty("name").GetString()!,
                string.Join("\n", one.GetProperty("script").EnumerateArray().Select(s => s.GetString())),
                [.. one.GetProperty("finds").EnumerateArray().Select(s => s.GetString()!)]
            );
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void References_AreThoseOfTheScript(string name, string script, string[] finds)
    {
        var found = LoadScript.References(script);

        Assert.NotEmpty(name);
        Assert.Equal(finds.OrderBy(f => f, StringComparer.Ordinal), found.Select(Written).OrderBy(f => f, StringComparer.Ordinal));
        Assert.Equal(found.Select(f => f.Line), found.Select(f => f.Line).OrderBy(l => l));
        Assert.DoesNotContain(found, f => f.Text.Contains("INVENTED") || f.Text.Contains("HIJKLMN"));
    }

    [Fact]
    public void Cases_AreMoreThanSixty() => Assert.True(Cases().Count >= 60);

    [Fact]
    public void References_OfAnyText_EndWithoutAnException() => Scripts.Sample(
        s =>
        {
            var lines = s.Count(c => c is '\n' or '\r') + 1;
            Assert.All(LoadScript.References(s), r => Assert.InRange(r.Line, 1, lines));
        },
        iter: 20_000
    );

    /// <summary>What stands before a complete statement does not hide it, unless it is a comment, a text or a statement that is still
    /// open.</summary>
    [Fact]
    public void Reference_AfterAnyCompleteStatements_IsFound() => Piece
        .Where(p => p.IndexOfAny(['\'', '"', '[', ']', '/', '*', '(', ')', '\\']) < 0 && !p.Contains("SUB") && !p.Contains("SQL"))
        .Array[0, 20]
        .Select(string.Concat)
        .Sample(s =>
            Assert.Contains(
                LoadScript.References(s + "\n;\nLIB CONNECT TO 'Last one';"),
                r => r is { Name: "Last one", Kind: ScriptReferenceKind.Connect, IsExact: true }
            )
        );

    public static TheoryData<string> Repeated() =>
    [
        "LOAD * FROM [lib://A/x.qvd] (qvd);\n",
        "LIB CONNECT TO '$(v)';\n",
        "SET v = $(v)$(v)x;\n",
        "LET v = v & v & 'x';\n",
        "IF x THEN\nSET v = 'a$(v)';\n",
        "FOR EACH v IN 'a', '$(v)'\n",
        "DO\nSET v = 'b';\nLIB CONNECT TO '$(v)';\n",
        "SUB s(p)\nLIB CONNECT TO '$(p)';\n",
        "SUB s(p)\nLIB CONNECT TO '$(p)';\nEND SUB\nCALL s('lib://A/x');\n",
        "FOR EACH v IN 'A', 'B'\nLIB CONNECT TO '$(v)';\nNEXT\n",
        "IF a THEN\nSET v = 'A';\nELSE\nSET v = 'B';\nEND IF\n",
        "CALL s('lib://A/$(v)');\n",
        "[",
        "[[lib://\n",
        "'",
        "'lib://\n",
        "\"\nlib://",
        "$(",
        "$(a(",
        "(",
        "/*",
        "FileSize(",
        "FileSize('lib://A/x', ",
        "If(a, ",
        "LOAD [",
        "x ",
        "x,",
        "TRACE '\n",
        "SQL '",
        "SQL --",
        "connect to\n",
        "lib connect ",
        "a:",
    ];

    /// <summary>Twice the script takes about twice the time: ten times would be far from it.</summary>
    [Theory]
    [MemberData(nameof(Repeated))]
    public void Time_GrowsWithTheScript(string piece)
    {
        var small = Script(piece, 50_000);
        var large = Script(piece, 200_000);
        LoadScript.References(small);

        var ratios = Enumerable.Range(0, 3).Select(_ => Seconds(large) / Seconds(small)).ToArray();

        Assert.True(ratios.Min() < 10, $"Four times the text took {string.Join(", ", ratios)} times as long.");
    }

    [Fact]
    public void Script_OfFiveMegabytes_IsReadCompletely()
    {
        const string Part = "LOAD * INLINE [a, b\n1, it's lib://No/x];\nSET vRoot = 'lib://A/in';\nLOAD * FROM [$(vRoot)/x.qvd] (qvd);\n";
        var count = (5_000_000 / Part.Length) + 1;

        var found = LoadScript.References(string.Concat(Enumerable.Repeat(Part, count)));

        Assert.Equal(count, found.Count);
        Assert.All(found, r => Assert.Equal(("A", true), (r.Name, r.IsExact)));
    }

    private static string Written(ScriptReference reference) => reference.IsExact
        ? $"{reference.Line} {reference.Kind} {(reference.Space is { } space ? space + ":" : "")}{reference.Name}"
        : $"? {reference.Line} {reference.Kind} {reference.Text}";

    private static string Script(string piece, int length) => string.Concat(Enumerable.Repeat(piece, length / piece.Length));

    private static double Seconds(string script)
    {
        var watch = Stopwatch.StartNew();
        LoadScript.References(script);
        return Math.Max(watch.Elapsed.TotalSeconds, 0.02);
    }
}
