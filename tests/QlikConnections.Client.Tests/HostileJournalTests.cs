using System.Diagnostics;
using System.Text;
using QlikConnections.Client.Journal;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Tests;

/// <summary>Journals that are damaged, foreign or made to harm: each is one report, takes nothing else away, and shows no secret.</summary>
public sealed class HostileJournalTests : IDisposable
{
    private const string Run = "20261126T074401123Z-0123abcd";
    private const string Id = "0a1b2c3d-0000-4000-8000-000000000001";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "hostile-" + Guid.NewGuid().ToString("N"));
    private readonly JournalFolder _journals;

    public HostileJournalTests()
    {
        _journals = new JournalFolder(new RecoveryFolder(_folder));
        new RecoveryFolder(_journals.Path).Create();
    }

    public static TheoryData<string, string> Damaged =>
        new()
        {
            { "nothing", "" },
            { "blank lines", "\r\n\n  \n" },
            { "no JSON", "MZ\0\0 not ours" },
            { "another's JSON", "{\"record\":\"head\",\"format\":\"theirs\"}\n" },
            { "a later version", Head().Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal) },
            { "a version of the future", Head().Replace("\"version\":1", "\"version\":99999999999", StringComparison.Ordinal) },
            { "no head", Change() + "\n" },
            { "a member twice", Head().Replace("\"run\"", "\"version\":1,\"run\"", StringComparison.Ordinal) },
            { "another run", Head().Replace("0123abcd", "ffffffff", StringComparison.Ordinal) },
            { "a path as run", Head().Replace(Run, "../../etc/passwd", StringComparison.Ordinal) },
            { "a server that is no address", Head().Replace("https://acme.test/", "acme", StringComparison.Ordinal) },
            { "an unknown platform", Head().Replace("\"Cloud\"", "\"7\"", StringComparison.Ordinal) },
            { "a date that is none", Head().Replace("2026-11-26T07:44:01Z", "2026-13-01T00:00:00Z", StringComparison.Ordinal) },
            { "too deep", new string('[', 100_000) },
            { "half a character", Head().Replace("\"s\"", "\"\\ud800\"", StringComparison.Ordinal) },
        };

    public static TheoryData<string, string> DamagedLines =>
        new()
        {
            { "an array", "[1]" },
            { "no members", "{}" },
            { "an unknown record", "{\"record\":\"other\"}" },
            { "a name that is a number", Change().Replace("\"A\"", "7", StringComparison.Ordinal) },
            { "no id", Change().Replace($"\"{Id}\"", "null", StringComparison.Ordinal) },
            { "an id that is none", Change().Replace(Id, "7", StringComparison.Ordinal) },
            { "a kind that is a number", Change().Replace("\"Change\"", "\"2\"", StringComparison.Ordinal) },
            { "a number beyond all numbers", Change().Replace("\"n\":1", "\"n\":1e999", StringComparison.Ordinal) },
            { "a number that is there", Change().Replace("\"n\":1", "\"n\":0", StringComparison.Ordinal) },
            { "an outcome of nothing", "{\"record\":\"outcome\",\"outcome\":\"Changed\",\"n\":[77]}" },
            { "an outcome that is none", "{\"record\":\"outcome\",\"outcome\":\"1\",\"n\":[0]}" },
            { "an id for a change", $"{{\"record\":\"outcome\",\"outcome\":\"Changed\",\"n\":[0],\"id\":\"{Id}\",\"statement\":null}}" },
            { "a recovery file elsewhere", "{\"record\":\"recovery\",\"file\":\"../x.recovery.jsonl\"}" },
            { "a recovery file that is none", "{\"record\":\"recovery\",\"file\":\"passwd\"}" },
            { "half a character", Change().Replace("\"A\"", "\"\\udc00\"", StringComparison.Ordinal) },
            { "a huge name", Change().Replace("\"A\"", $"\"{new string('x', 1_000_000)}\"", StringComparison.Ordinal) },
            {
                "a huge tag",
                Change()
                    .Replace("\"member\":\"Name\"", "\"member\":\"Tags\"", StringComparison.Ordinal)
                    .Replace("\"before\":\"A\"", $"\"before\":[\"{new string('x', 1_000_000)}\"]", StringComparison.Ordinal)
                    .Replace("\"after\":\"B\"", "\"after\":[]", StringComparison.Ordinal)
            },
        };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Damaged))]
    public void File_IsOneReport(string what, string content)
    {
        Assert.NotEmpty(what);
        Write(content);

        Assert.Equal("QlikJournalDamaged", Assert.Throws<QlikException>(() => _journals.Read(Journal)).ErrorId);
    }

    [Theory]
    [MemberData(nameof(DamagedLines))]
    public void Line_IsOneReport_AndTheRestIsRead(string what, string line)
    {
        Assert.NotEmpty(what);
        Write(Head() + Change(0) + "\n" + line + "\n" + Change(9) + "\n{\"record\":\"outcome\",\"outcome\":\"Changed\",\"n\":[9]}\n");

        var content = _journals.Read(Journal);

        Assert.Equal("QlikJournalDamaged", content.Damage?.ErrorId);
        Assert.Contains("line 3", content.Damage!.Message, StringComparison.Ordinal);
        Assert.Equal([0, 9], content.Entries.Select(e => e.Number));
        Assert.Equal([QlikChangeOutcome.Unknown, QlikChangeOutcome.Changed], content.Entries.Select(e => e.Outcome));
        Assert.Empty(content.RecoveryFiles);
    }

    [Fact]
    public void CutLine_AtTheEnd_IsWhatAKilledProcessLeaves()
    {
        Write(Head() + Change(0) + "\n" + Change(1)[..^9]);

        var content = _journals.Read(Journal);

        Assert.Null(content.Damage);
        Assert.Equal(QlikChangeOutcome.Unknown, Assert.Single(content.Entries).Outcome);
    }

    [Fact]
    public void MarkAndLineBreaksOfWindows_AreNoDamage()
    {
        Write("\ufeff" + (Head() + Change(0) + "\n\n").Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Null(_journals.Read(Journal).Damage);
    }

    [Fact]
    public void HugeLine_IsSkipped()
    {
        using (var file = File.CreateText(Journal))
        {
            file.Write(Head());
            for (var i = 0; i < 100; i++)
            {
                file.Write(new string('x', 1024 * 1024));
            }

            file.Write("\n" + Change(0) + "\n");
        }

        var content = _journals.Read(Journal);

        Assert.Equal("QlikJournalDamaged", content.Damage?.ErrorId);
        Assert.Single(content.Entries);
    }

    [Fact]
    public void HugeFile_IsNotRead()
    {
        using (var file = File.Create(Journal))
        {
            file.SetLength(JournalFolder.LargestFolder + 1);
        }

        Assert.Equal("QlikJournalDamaged", Assert.Throws<QlikException>(() => _journals.Read(Journal)).ErrorId);
    }

    [Fact]
    public void Pipe_Link_AndOpenFile_AreNotRead()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other kinds of files.");
        Start("mkfifo", Journal);
        Assert.Equal("QlikJournalDamaged", Assert.Throws<QlikException>(() => _journals.Read(Journal)).ErrorId);
        File.Delete(Journal);
        var target = Path.Combine(_folder, "target");
        File.WriteAllText(target, Head());
        File.CreateSymbolicLink(Journal, target);
        Assert.Equal("QlikJournalDamaged", Assert.Throws<QlikException>(() => _journals.Read(Journal)).ErrorId);
        File.Delete(Journal);
        Write(Head());
        ChangeMode("o+w", Journal);
        Assert.Equal("QlikJournalUntrusted", Assert.Throws<QlikException>(() => _journals.Read(Journal)).ErrorId);
        ChangeMode("go-w", Journal);
        ChangeMode("o+w", _journals.Path);
        Assert.Equal("QlikJournalUntrusted", Assert.Throws<QlikException>(() => _journals.Read(Journal)).ErrorId);
    }

    [Theory]
    [InlineData("ConnectionString", "\"CUSTOM CONNECT TO \\\"provider=x;password=MARKER;\\\"\"")]
    [InlineData("ConnectionString", "[\"CUSTOM CONNECT TO \\\"provider=x;password=MARKER;token=\",{\"leftOut\":\"token\"},\";\\\"\"]")]
    [InlineData("Properties.password", "\"MARKER\"")]
    [InlineData("Properties.headers", "[{\"name\":\"Authorization\",\"value\":\"MARKER\"}]")]
    [InlineData("Credential", "\"MARKER\"")]
    [InlineData("ConnectionSecret", "\"MARKER\"")]
    public void PlantedSecret_IsNotShown(string member, string value)
    {
        Write(Head() + Change().Replace("\"member\":\"Name\"", $"\"member\":\"{member}\"", StringComparison.Ordinal)
            .Replace("\"before\":\"A\"", $"\"before\":{value}", StringComparison.Ordinal)
            .Replace("\"after\":\"B\"", "\"after\":null", StringComparison.Ordinal) + "\n");

        var change = Assert.Single(Assert.Single(_journals.Read(Journal).Entries).Changes());

        Assert.DoesNotContain("MARKER", $"{change.Before} {change.After}", StringComparison.Ordinal);
    }

    [Fact]
    public void Store_ReportsEachBadFile_AndReadsTheOthers()
    {
        Write(Head() + Change() + "\n");
        File.WriteAllText(Path.Combine(_journals.Path, "99999999T999999999Z-ffffffff-1.journal.jsonl"), "bad");
        var reported = new List<string>();

        var read = new JournalStore(_journals, (failure, _) => reported.Add(failure.ErrorId)).Read(_ => true).ToArray();

        Assert.Equal(Run, Assert.Single(read).Head.Run);
        Assert.Equal(["QlikJournalDamaged"], reported);
    }

    private static void ChangeMode(string mode, string path) => Start("chmod", mode, path);

    private static void Start(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private string Journal => Path.Combine(_journals.Path, Run + "-1" + JournalFolder.Extension);

    private void Write(string content) => File.WriteAllText(Journal, content, new UTF8Encoding(false));

    private static string Head() =>
        Quoted(
            "{'record':'head','format':'QlikConnections journal','version':1,'run':'" + Run + "','command':'Set-QlikDataConnection',"
                + "'session':'s','server':'https://acme.test/','platform':'Cloud','userId':'u','userName':null,"
                + "'started':'2026-11-26T07:44:01Z'}\n"
        );

    private static string Change(int number = 1) =>
        Quoted(
            "{'record':'change','n':" + number + ",'at':'2026-11-26T07:44:01Z','kind':'Change','id':'" + Id + "','name':'A',"
                + "'space':{'id':null,'name':'Personal'},'members':[{'member':'Name','before':'A','after':'B'}]}"
        );

    private static string Quoted(string text) => text.Replace('\'', '"');
}
