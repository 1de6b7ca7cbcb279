using QlikConnections.Client.Usage;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>What was read of the apps of a site is kept in a file, which is not trusted.</summary>
public sealed class ResumeFileTests : OnRepository
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("resume-").FullName, "usage.jsonl");

    private const string OfUnknownKind = """{"name":"CRM","kind":"7","line":1,"exact":true,"text":""}""";

    [Fact]
    public async Task SecondRun_ReadsNothingTwice_AndFindsTheSame()
    {
        var client = await ConnectAsync();
        var first = await ReadAsync(client);
        Host.Sandbox.ClearJournal();

        var second = await ReadAsync(client);

        Assert.Equal(first, second);
        Assert.Equal(0, Host.Sandbox.EngineSockets);
        Assert.Equal(2, Asked.Count);
    }

    [Fact]
    public async Task App_ThatWasChanged_IsReadAgain_AndOnlyThat()
    {
        var client = await ConnectAsync();
        await ReadAsync(client);
        Host.Sandbox.SetScript(Host.Sandbox.AppId("Research"), "LIB CONNECT TO 'Hive lake';");
        Host.Sandbox.RemoveApp(Host.Sandbox.AppId("Quarter"));
        Host.Sandbox.AddApps(1);
        Host.Sandbox.ClearJournal();

        var found = await ReadAsync(client);

        Assert.Equal(2, Host.Sandbox.EngineSockets);
        Assert.Contains("Research: Hive lake Used", found);
        Assert.DoesNotContain(found, f => f.StartsWith("Quarter", StringComparison.Ordinal));
        Assert.DoesNotContain("Zoë Used", string.Join('\n', found), StringComparison.Ordinal);
        // The app that is gone is not in the file any more.
        Assert.Equal(1 + 12, File.ReadAllLines(_path).Length);
    }

    [Fact]
    public async Task RunThatWasInterrupted_IsContinued()
    {
        var client = await ConnectAsync();
        using var stop = new CancellationTokenSource();
        using (var resume = ResumeFile.Open(_path, client.Session))
        {
            var read = 0;
            var reader = new UsageReader(client, 1)
            {
                Resume = resume,
                Progress = _ =>
                {
                    if (++read == 5)
                    {
                        stop.Cancel();
                    }
                },
            };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await foreach (var _ in reader.ReadAsync(null, stop.Token))
                {
                }
            });
        }

        // As a process that was killed leaves it.
        await File.AppendAllTextAsync(_path, """{"id":"3c6b2d85-""", Stop);
        Host.Sandbox.ClearJournal();

        var found = await ReadAsync(client);

        Assert.InRange(Host.Sandbox.EngineSockets, 12 - 5 - 2, 12 - 5);
        File.Delete(_path);
        Assert.Equal(await ReadAsync(client), found);
    }

    [Fact]
    public async Task App_ThatCouldNotBeRead_IsReadTheNextTime()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new Fault
            {
                Match = (_, path) => path == $"/app/{Host.Sandbox.AppId("Sales overview")}",
                Kind = FaultKind.SocketClose,
                Times = 2,
            }
        );
        Assert.DoesNotContain("Sales overview: CRM Used", await ReadAsync(client));
        Host.Sandbox.ClearJournal();

        Assert.Contains("Sales overview: CRM Used", await ReadAsync(client));
        Assert.Equal(1, Host.Sandbox.EngineSockets);
    }

    [Fact]
    public async Task File_HasNoScript_AndIsForTheUserAlone()
    {
        var client = await ConnectAsync();
        Host.Sandbox.SetScript(
            Host.Sandbox.AppId("Empty app"),
            "// a remark\nLIB CONNECT TO 'CRM';\nSQL SELECT secret FROM t;\nOLEDB CONNECT TO [Provider=X;Password=Hidden-Word-77;];"
        );

        await ReadAsync(client);

        var text = await File.ReadAllTextAsync(_path, Stop);
        Assert.DoesNotContain("remark", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Hidden-Word-77", text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("{\"id\":1,\"changed\":\"x\",\"references\":[],\"lineage\":[]}")]
    [InlineData("{\"id\":\"?\",\"changed\":\"!\",\"references\":[$],\"lineage\":[]}")]
    [InlineData("{\"id\":\"?\",\"changed\":\"!\",\"references\":null,\"lineage\":[]}")]
    [InlineData("{\"id\":\"?\",\"id\":\"?\",\"changed\":\"!\",\"references\":[],\"lineage\":[]}")]
    [InlineData("{\"id\":\"?\",\"changed\":\"1900\",\"references\":[],\"lineage\":[]}")]
    public async Task Line_ThatIsNoGood_MeansThatItsAppIsReadAgain(string line)
    {
        var client = await ConnectAsync();
        var expected = await ReadAsync(client);
        var app = $"{Host.Sandbox.AppId("Sales overview")}";
        var lines = await File.ReadAllLinesAsync(_path, Stop);
        var changed = System.Text.Json.JsonDocument.Parse(lines.Single(l => l.Contains(app, StringComparison.Ordinal)))
            .RootElement.GetProperty("changed").GetString();
        await File.WriteAllLinesAsync(
            _path,
            lines.Select(l => l.Contains(app, StringComparison.Ordinal) ? line.Replace("?", app).Replace("!", changed).Replace("$", OfUnknownKind) : l),
            Stop
        );
        Host.Sandbox.ClearJournal();

        Assert.Equal(expected, await ReadAsync(client));
        Assert.Equal(1, Host.Sandbox.EngineSockets);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("{\"format\":\"QlikConnections app scripts\",\"version\":2}")]
    [InlineData("{\"format\":\"QlikConnections app scripts\",\"version\":1,\"site\":\"https://other.test/\",\"reader\":\"1\"}")]
    public async Task File_OfSomethingElse_IsRefused_AndKept(string content)
    {
        var client = await ConnectAsync();
        await File.WriteAllTextAsync(_path, content, Stop);

        await FailsAsync("QlikResumeFileUnusable", () => ReadAsync(client));

        Assert.Equal(content, await File.ReadAllTextAsync(_path, Stop));
        Assert.Empty(Asked);
    }

    [Fact]
    public async Task File_OfAnotherReader_IsBegunAgain()
    {
        var client = await ConnectAsync();
        await ReadAsync(client);
        var text = await File.ReadAllTextAsync(_path, Stop);
        await File.WriteAllTextAsync(_path, text.Replace("\"reader\":\"", "\"reader\":\"9", StringComparison.Ordinal), Stop);
        Host.Sandbox.ClearJournal();

        await ReadAsync(client);

        Assert.Equal(12, Host.Sandbox.EngineSockets);
        Assert.Equal(1 + 12, File.ReadAllLines(_path).Length);
    }

    [Fact]
    public async Task File_ThatOthersCanWrite_IsRefused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Access lists are checked by the tests of recovery files.");
            return;
        }

        var client = await ConnectAsync();
        await ReadAsync(client);
        File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);

        await FailsAsync("QlikResumeFileUnusable", () => ReadAsync(client));
    }

    [Fact]
    public async Task File_ThatIsAFolder_InUse_OrNowhere_IsRefused()
    {
        var client = await ConnectAsync();
        using var resume = ResumeFile.Open(_path, client.Session);

        await FailsAsync("QlikResumeFileUnusable", () => ReadAsync(client));
        Assert.Throws<QlikException>(() => ResumeFile.Open(Path.GetDirectoryName(_path)!, client.Session));
        Assert.Throws<QlikException>(() => ResumeFile.Open(Path.Combine(_path, "below", "a"), client.Session));
    }

    private async Task<IReadOnlyList<string>> ReadAsync(IDataConnectionClient client)
    {
        using var resume = ResumeFile.Open(_path, client.Session);
        var usages = new List<string>();
        await foreach (var usage in new UsageReader(client, 4) { Resume = resume }.ReadAsync(null, Stop))
        {
            usages.Add($"{usage.AppName}: {usage.Connection} {usage.Category}");
        }

        usages.Sort(StringComparer.Ordinal);
        return usages;
    }
}
