using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using QlikConnections.Client.Files;

namespace QlikConnections.Client.Tests;

/// <summary>Exports: their format, order and file names, and what remains when they cannot be written.</summary>
public sealed class ExportTests : IDisposable
{
    private const string Marker = "MARKER-3c9e";

    private static readonly JsonSchema Schema =
        JsonSchema.FromText(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "export.schema.json")));

    private readonly string _folder = Directory.CreateTempSubdirectory("export-").FullName;
    private readonly QlikSession _session = new("acme", QlikPlatform.Cloud, new Uri("https://acme.eu.qlikcloud.com/"), new MemoryStream());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Target => Path.Combine(_folder, "export.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_IsTheSchemasFormat_Sorted_WithoutBomAndTimes()
    {
        var text = Export(Connection("b"), Connection("B"), Connection("ä"), Connection("a"), Connection("z", space: null));

        Check(text);
        var names = JsonNode.Parse(text)!["connections"]!.AsArray().Select(c => (string?)c!["name"]);
        Assert.Equal(["z", "B", "a", "b", "ä"], names);
        Assert.Equal((byte)'{', File.ReadAllBytes(Target)[0]);
        Assert.EndsWith("\n  ]\n}\n", text);
        Assert.DoesNotContain('\r', text);
        Assert.DoesNotContain("1970", text);
    }

    [Fact]
    public void Write_OfTheSameInAnotherOrder_IsByteEqual()
    {
        var first = Connection("one").With(c =>
        {
            c.Tags = ["b", "a", "DcaasAPI:x"];
            c.Properties = new Dictionary<string, object?> { ["port"] = 1L, ["host"] = "h", ["list"] = new object?[] { "z", "y" } };
        });
        var second = Connection("two");
        var text = Export(first, second);
        var again = first.With(c =>
        {
            c.Tags = ["a", "b"];
            c.Properties = new Dictionary<string, object?> { ["list"] = new object?[] { "z", "y" }, ["host"] = "h", ["port"] = 1L };
            c.Modified = DateTimeOffset.UtcNow;
        });

        Assert.Equal(text, Export(second, again, second));
        Check(text);
    }

    [Fact]
    public void Write_WithoutConnections_IsAnEmptyList()
    {
        Check(Export());
        Assert.Contains("\"connections\": []\n}\n", File.ReadAllText(Target));
    }

    [Fact]
    public void Write_OfOneChange_ChangesOneLine()
    {
        var changed = Connection("one");
        var other = Connection("two");
        var before = Export(changed, other).Split('\n');
        var after = Export(changed.With(c => c.OwnerName = "Bob"), other).Split('\n');

        Assert.Equal(before.Length, after.Length);
        Assert.Equal("      \"owner\": \"Bob\",", Assert.Single(after.Except(before)));
    }

    [Fact]
    public void Write_LeavesSecretsOut_AndSaysSo()
    {
        var text = Export(Connection("x").With(c =>
        {
            c.ConnectionString = $"CUSTOM CONNECT TO \"provider=x;host=h;password={Marker};\"";
            c.Properties = new Dictionary<string, object?> { ["password"] = Marker, ["note"] = "***", ["host"] = "h" };
        }));

        Check(text);
        Assert.DoesNotContain(Marker, text);
        var connection = JsonNode.Parse(text)!["connections"]![0]!;
        Assert.Equal(["ConnectionString", "password"], connection["leftOut"]!.AsArray().Select(n => (string?)n));
        Assert.Equal("note", (string?)Assert.Single(connection["asterisks"]!.AsArray()));
        Assert.NotNull(Assert.Single(connection["connectionString"]!.AsArray(), p => p is JsonObject));
        Assert.Null(connection["properties"]!["password"]);
    }

    [Fact]
    public void Schema_RefusesOtherFiles()
    {
        var export = JsonNode.Parse(Export(Connection("x")))!;
        export["version"] = 2;
        Assert.False(IsValid(export.ToJsonString()));
        export["version"] = 1;
        export["connections"]![0]!.AsObject().Remove("space");
        Assert.False(IsValid(export.ToJsonString()));
    }

    [Fact]
    public void Write_ThatIsCanceledOrFails_LeavesTheOldFileAndNothingElse()
    {
        var old = Export(Connection("old"));
        using var spool = Spool(Connection("new"));
        var target = Planned(spool, Target);

        Assert.ThrowsAny<OperationCanceledException>(() => target.Write(spool, _session, prune: false, new CancellationToken(true)));
        Assert.Throws<IOException>(() => ReplacedFile.Write(Target, File.Create, _ => throw new IOException("full")));

        Assert.Equal(old, File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("{\"format\": \"other\"}")]
    [InlineData("text")]
    [InlineData("[{\"format\": \"QlikConnections export\"}]")]
    public void Check_RefusesWhatIsNoExport_UnlessForced(string content)
    {
        File.WriteAllText(Target, content);

        Assert.Equal("QlikExportExists", Assert.Throws<QlikException>(() => new ExportTarget(Target, force: false).Check()).ErrorId);
        new ExportTarget(Target, force: true).Check();
        Assert.Equal(content, File.ReadAllText(Target));
    }

    [Fact]
    public void Check_TakesExportsOfOtherLineBreaks_AndEmptyFiles()
    {
        File.WriteAllText(Target, Export(Connection("x")).Replace("\n", "\r\n"), new UTF8Encoding(true));
        Assert.Null(Record.Exception(new ExportTarget(Target, force: false).Check));
        File.WriteAllText(Target, "");
        Assert.Null(Record.Exception(new ExportTarget(Target, force: false).Check));
    }

    [Fact]
    public void Check_RefusesFoldersLinksAndMissingFolders()
    {
        static string Id(ExportTarget target) => Assert.Throws<QlikException>(target.Check).ErrorId;

        Directory.CreateDirectory(Target);
        Assert.Equal("QlikExportExists", Id(new(Target, force: true)));
        Assert.Equal("QlikExportUnwritable", Id(new(Path.Combine(_folder, "none", "x.json"), force: true)));
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.Equal("QlikExportExists", Id(new(file, force: true)));
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(Path.Combine(_folder, "link.json"), file);
            Assert.Equal("QlikExportExists", Id(new(Path.Combine(_folder, "link.json"), force: true)));
        }
    }

    [Fact]
    public void Write_RemovesWhatAKilledOneLeft_ButNotWhatIsBeingWritten_OrIsSomethingElse()
    {
        string Left(string name, bool isOld)
        {
            var path = Path.Combine(_folder, name);
            File.WriteAllText(path, "{");
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(isOld ? -11 : -1));
            return path;
        }

        Left($"export.json.{Guid.NewGuid():N}.tmp", isOld: true);
        string[] kept =
        [
            Left($"export.json.{Guid.NewGuid():N}.tmp", isOld: false),
            Left($"other.json.{Guid.NewGuid():N}.tmp", isOld: true),
            Left("export.json.mine.tmp", isOld: true),
        ];

        Export(Connection("a"));

        Assert.Equal(kept.Append(Target).Order(StringComparer.Ordinal), Directory.GetFiles(_folder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Folder_ThatIsALink_IsRefused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links need a right.");
            return;
        }

        var there = Directory.CreateDirectory(Path.Combine(_folder, "there")).FullName;
        var link = Path.Combine(_folder, "link");
        Directory.CreateSymbolicLink(link, there);

        Assert.Equal("QlikExportExists", Assert.Throws<QlikException>(() => ExportTo(link, Connection("a"))).ErrorId);
        Assert.Empty(Directory.GetFiles(there));
    }

    [Fact]
    public void Folder_HasAFileForEach_AndWritesOnlyChangedOnes()
    {
        QlikDataConnection[] connections = [Connection("a"), Connection("A"), Connection("CON", space: null)];
        var folder = Path.Combine(_folder, "out");
        var files = ExportTo(folder, connections);

        Assert.Equal(3, files.Length);
        Assert.All(files, f => Check(File.ReadAllText(f)));
        var stamp = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        Array.ForEach(files, f => File.SetLastWriteTimeUtc(f, stamp));

        Assert.Equal(files, ExportTo(folder, [.. connections.Skip(1), connections[0].With(c => c.OwnerName = "Bob")]));
        Assert.Single(files, f => File.GetLastWriteTimeUtc(f) != stamp);
    }

    [Fact]
    public void Folder_KeepsFilesOfRemovedConnectionsUnlessPruned_AndAllOthers()
    {
        var folder = Path.Combine(_folder, "out");
        var kept = Connection("kept");
        ExportTo(folder, kept, Connection("removed"));
        var other = Path.Combine(folder, "package.json");
        File.WriteAllText(other, "{}");

        Assert.Equal(3, ExportTo(folder, kept).Length);
        using var spool = Spool(kept);
        var target = Planned(spool, folder);
        Assert.Contains("removed", Assert.Single(target.Removed), StringComparison.Ordinal);
        target.Write(spool, _session, prune: true, Stop);

        Assert.Equal(2, Directory.GetFiles(folder).Length);
        Assert.Equal("{}", File.ReadAllText(other));
    }

    [Fact]
    public void Prune_LeavesOtherExports()
    {
        var folder = Path.Combine(_folder, "out");
        var kept = Connection("kept");
        var removed = ExportTo(folder, kept, Connection("removed")).Single(f => f.Contains("removed", StringComparison.Ordinal));
        var text = File.ReadAllText(removed);
        // A complete export, one of another server, one of a later version.
        File.WriteAllText(Path.Combine(folder, "connections.json"), text);
        File.WriteAllText(
            Path.Combine(folder, "b_00112233445566778899.json"),
            text.Replace("\"server\": \"", "\"server\": \"https://other.test/", StringComparison.Ordinal)
        );
        File.WriteAllText(
            Path.Combine(folder, "c_00112233445566778899.json"),
            text.Replace("\"version\": 1", "\"version\": 9", StringComparison.Ordinal)
        );
        using var spool = Spool(kept);
        var target = Planned(spool, folder);

        Assert.Equal(removed, Assert.Single(target.Removed));
        target.Write(spool, _session, prune: true, Stop);

        Assert.Equal(4, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public void ExportOfALaterVersion_IsNotReplaced()
    {
        File.WriteAllText(Target, Export(Connection("a")).Replace("\"version\": 1", "\"version\": 9", StringComparison.Ordinal));

        Assert.Equal("QlikExportExists", Assert.Throws<QlikException>(() => Export(Connection("a"))).ErrorId);
    }

    [Fact]
    public void PrivateFile_StaysPrivate()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        Export(Connection("a"));
        File.SetUnixFileMode(Target, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Export(Connection("b"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
    }

    [Fact]
    public void FileNames_AreSafe_AndNeverCollide()
    {
        string[] names =
        [
            "a", "A", "a.", "a ", "..", "../../etc/passwd", "C:\\x", "CON", "nul", "é", "e\u0301", "\uD800", "\u202Egnp", "x\ny", "日本語のデータ",
            new('ü', 500), "a_b", "Ａ",
        ];
        ExportKey[] keys =
        [
            .. names.SelectMany(n => new[] { new ExportKey("", n, "", Guid.NewGuid()), new ExportKey(n, "b", "", Guid.NewGuid()) }),
            new("", "same", "", Guid.NewGuid()),
            new("", "same", "", Guid.NewGuid()),
            new("", "same", "ada", Guid.NewGuid()),
        ];

        var files = ExportFileName.Of(keys);

        Assert.Equal(keys.Length, files.Select(f => f.Normalize(NormalizationForm.FormKD).ToUpperInvariant()).Distinct().Count());
        Assert.All(files, f =>
        {
            Assert.Matches(@"^[\p{L}\p{N}_-]+_[0-9a-f]{20}\.json$", f);
            Assert.InRange(Encoding.UTF8.GetByteCount(f), 1, 255);
            Assert.True(f.IsNormalized());
        });
    }

    [Fact]
    public void FileName_StaysWithAnotherIdAndOtherConnections()
    {
        var key = new ExportKey("HR", "Pay", "", Guid.NewGuid());

        var alone = Assert.Single(ExportFileName.Of([key]));

        Assert.Equal(alone, ExportFileName.Of([new("Finance", "Pay", "", Guid.NewGuid()), key with { Id = Guid.NewGuid() }])[1]);
    }

    [Fact]
    public void Spool_RefusesAnotherServer()
    {
        using var spool = Spool(Connection("x"));
        var other = new QlikSession("other", QlikPlatform.Cloud, new Uri("https://other.eu.qlikcloud.com/"), new MemoryStream());

        Assert.Equal("QlikInputInvalid", Assert.Throws<QlikException>(() => spool.Add(Connection("y"), other)).ErrorId);
        Assert.Equal(1, spool.Count);
    }

    private static void Check(string text) =>
        Assert.True(IsValid(text), text);

    private static bool IsValid(string text)
    {
        using var document = JsonDocument.Parse(text);
        return Schema.Evaluate(document.RootElement).IsValid;
    }

    private static QlikDataConnection Connection(string name, string? space = "R&D") => new()
    {
        Id = Guid.NewGuid(),
        Name = name,
        SpaceId = space is null ? null : "64f0c1d2aa01bc3344de5566",
        SpaceName = space ?? "Personal",
        OwnerId = "o1",
        OwnerName = "Ada",
        Type = "QvOdbc.exe",
        DataSourceId = "mssql",
        ConnectionString = "CUSTOM CONNECT TO \"provider=x;host=h;\"",
        CredentialId = Guid.NewGuid(),
        Created = DateTimeOffset.UnixEpoch,
        CustomProperties = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase) { ["Department"] = ["B", "A"] },
    };

    private string Export(params QlikDataConnection[] connections)
    {
        using var spool = Spool(connections);
        Planned(spool, Target).Write(spool, _session, prune: false, Stop);
        return File.ReadAllText(Target);
    }

    private string[] ExportTo(string folder, params QlikDataConnection[] connections)
    {
        using var spool = Spool(connections);
        Planned(spool, folder).Write(spool, _session, prune: false, Stop);
        return [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)];
    }

    private ExportTarget Planned(ExportSpool spool, string path)
    {
        var target = new ExportTarget(path, force: false);
        target.Check();
        target.Plan(spool, _session);
        return target;
    }

    private ExportSpool Spool(params QlikDataConnection[] connections)
    {
        var spool = new ExportSpool();
        Array.ForEach(connections, c => spool.Add(c, _session));
        return spool;
    }
}
