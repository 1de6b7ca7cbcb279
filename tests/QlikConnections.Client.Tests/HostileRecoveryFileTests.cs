using System.Diagnostics;
using System.Text;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Tests;

/// <summary>Recovery files that are damaged, foreign or made to harm: each is one report, takes nothing else away, and holds nobody
/// up.</summary>
public sealed class HostileRecoveryFileTests : IDisposable
{
    private const string Id = "0a1b2c3d-0000-4000-8000-000000000001";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "hostile-" + Guid.NewGuid().ToString("N"));

    public HostileRecoveryFileTests()
    {
        new RecoveryFolder(_folder).Create();
        File.WriteAllText(PathOf("good"), Header() + Line() + "\n");
    }

    public static TheoryData<string, string> Damaged =>
        new()
        {
            { "nothing", "" },
            { "blank lines", "\r\n\n  \n" },
            { "no JSON", "MZ\0\0 not ours" },
            { "another's JSON", "{\"record\":\"header\",\"format\":\"theirs\"}\n" },
            { "a later version", Header(version: "3") },
            { "a version of the future", Header(version: "99999999999") },
            { "version zero", Header(version: "0") },
            { "no header", Line() + "\n" },
            { "a header twice in one line", Header().TrimEnd() + Header() },
            { "a member twice", Header().Replace("\"count\"", "\"version\":1,\"count\"", StringComparison.Ordinal) },
            { "a tenant that is no address", Header(tenant: "acme") },
            { "a date that is none", Header().Replace("2026-01-01T00:00:00Z", "2026-13-01T00:00:00Z", StringComparison.Ordinal) },
            { "a count that is no number", Header(count: "\"many\"") },
            { "a count beyond all numbers", Header(count: "1e999") },
            { "a reason that is a number", Header().Replace("Remove", "1", StringComparison.Ordinal) },
            { "an unknown platform", Header().Replace("\"Cloud\"", "\"Moon\"", StringComparison.Ordinal) },
            { "too deep", new string('[', 100_000) },
            { "half a character", Header().Replace("\"s\"", "\"\\ud800\"", StringComparison.Ordinal) },
            { "UTF-16", "\ufeff" + Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(Header())) },
        };

    public static TheoryData<string, string> DamagedLines =>
        new()
        {
            { "half a line", Line()[..^9] },
            { "an array", "[1]" },
            { "null", "null" },
            { "no members", "{}" },
            { "a name that is a number", Line().Replace("\"A\"", "7", StringComparison.Ordinal) },
            { "no name", Line().Replace("\"A\"", "null", StringComparison.Ordinal) },
            { "an id that is none", Line().Replace(Id, "7", StringComparison.Ordinal) },
            { "the id twice", Line().Replace("\"name\"", $"\"id\":\"{Id}\",\"name\"", StringComparison.Ordinal) },
            {
                "a property twice",
                Line().Replace("\"properties\":null", "\"properties\":{\"host\":\"a\",\"HOST\":\"b\"}", StringComparison.Ordinal)
            },
            { "tags that are none", Line().Replace("\"tags\":[]", "\"tags\":7", StringComparison.Ordinal) },
            { "a log-on that is a number", Line().Replace("ServiceUser", "77", StringComparison.Ordinal) },
            {
                "too deep",
                Line()
                    .Replace(
                        "\"properties\":null",
                        "\"properties\":{\"p\":" + new string('[', 5000) + new string(']', 5000) + "}",
                        StringComparison.Ordinal
                    )
            },
            { "half a character", Line().Replace("\"A\"", "\"\\udc00\"", StringComparison.Ordinal) },
        };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Damaged))]
    public void File_IsOneReport(string what, string content)
    {
        File.WriteAllText(PathOf("bad"), content, new UTF8Encoding(false));

        AssertOneReport(what);
    }

    [Theory]
    [MemberData(nameof(DamagedLines))]
    public void Line_TakesNoOtherLineAway(string what, string line)
    {
        File.WriteAllText(PathOf("bad"), $"{Header(count: "3")}{line}\n{Line(2)}\n{Line(3)}\n{Step(2)}\n");

        var content = RecoveryFile.Read(PathOf("bad"));

        Assert.Equal(["Removed", "Pending"], content.Entries.Select(e => e.State.ToString()));
        Assert.True(content.Damage?.ErrorId == "QlikRecoveryDamaged", what);
        Assert.Contains("line 2", content.Damage!.Message);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("{\"record\":\"evil\"}")]
    [InlineData("{\"record\":\"connection\",\"id\":")]
    public void Line_IsReported_EvenIfTheCountFits(string line)
    {
        File.WriteAllText(PathOf("bad"), $"{Header(count: "2")}{line}\n{Line(2)}\n{Line(3)}\n{Step(2)}\n");

        var content = RecoveryFile.Read(PathOf("bad"));

        Assert.Equal(["Removed", "Pending"], content.Entries.Select(e => e.State.ToString()));
        Assert.Equal("QlikRecoveryDamaged", content.Damage?.ErrorId);
        Assert.Contains("line 2", content.Damage!.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("{\"rec")]
    [InlineData("{\"record\":\"step\",\"st")]
    public void Step_ThatACrashCutOff_IsNoDamage(string cut)
    {
        File.WriteAllText(PathOf("bad"), $"{Header(count: "1")}{Line(2)}\n{cut}");

        var content = RecoveryFile.Read(PathOf("bad"));

        Assert.Null(content.Damage);
        Assert.Equal("Pending", Assert.Single(content.Entries).State.ToString());
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("2")]
    [InlineData("2147483647")]
    [InlineData("9223372036854775807")]
    public void Count_SizesNothing(string count)
    {
        File.WriteAllText(PathOf("bad"), Header(count: count) + Line() + "\n");
        var before = GC.GetAllocatedBytesForCurrentThread();

        var content = RecoveryFile.Read(PathOf("bad"));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        Assert.Single(content.Entries);
        Assert.NotNull(content.Damage);
    }

    [Theory]
    [InlineData("\ufeff", "\n")]
    [InlineData("", "\r\n")]
    [InlineData("\ufeff", "\r\n\r\n")]
    public void EditorsMarksAndLineBreaks_AreNoDamage(string mark, string lineBreak)
    {
        File.WriteAllText(PathOf("edited"), mark + (Header() + Line() + "\n" + Step(1)).Replace("\n", lineBreak, StringComparison.Ordinal));

        var content = RecoveryFile.Read(PathOf("edited"));

        Assert.Null(content.Damage);
        Assert.Equal(QlikRecoveryState.Removed, Assert.Single(content.Entries).State);
    }

    [Fact]
    public void ALineOf100MegaBytes_IsPassedOverInBoundedMemory()
    {
        using (var stream = new FileStream(PathOf("bad"), FileMode.CreateNew))
        {
            stream.Write(Encoding.UTF8.GetBytes(Header(count: "2")));
            var chunk = new byte[1024 * 1024];
            Array.Fill(chunk, (byte)'x');
            for (var i = 0; i < 100; i++)
            {
                stream.Write(chunk);
            }

            stream.Write(Encoding.UTF8.GetBytes("\n" + Line(2) + "\n"));
        }
        var before = GC.GetAllocatedBytesForCurrentThread();

        var content = RecoveryFile.Read(PathOf("bad"));

        // Twice the longest line, because the buffer grows by doubling.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 80_000_000);
        Assert.Single(content.Entries);
        Assert.Contains("too long", content.Damage!.Message);
    }

    [Fact]
    public void AFileWithoutEnd_IsRefusedUnread()
    {
        using (var stream = new FileStream(PathOf("bad"), FileMode.CreateNew))
        {
            stream.SetLength(300L * 1024 * 1024);
        }

        AssertOneReport("sparse");
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("link")]
    [InlineData("dangling link")]
    [InlineData("link to a device")]
    [InlineData("pipe")]
    public void WhatIsNoFile_IsReportedAndHoldsNobodyUp(string what)
    {
        if (OperatingSystem.IsWindows() && what != "folder")
        {
            Assert.Skip("links and pipes of Unix");
            return;
        }
        var path = PathOf("bad");
        if (what == "folder")
        {
            Directory.CreateDirectory(path);
        }
        else if (what == "pipe")
        {
            Run("mkfifo", path);
        }
        else
        {
            File.CreateSymbolicLink(path, what == "link" ? PathOf("good") : what == "dangling link" ? "/nowhere" : "/dev/zero");
        }

        AssertOneReport(what);
    }

    [Fact]
    public void AFolderThatIsAFile_HasNoEntries() => Assert.Empty(new RecoveryFolder(PathOf("good")).Files());

    [Theory]
    [InlineData(UnixFileMode.GroupWrite, false)]
    [InlineData(UnixFileMode.OtherWrite, false)]
    [InlineData(UnixFileMode.GroupWrite, true)]
    [InlineData(UnixFileMode.OtherWrite | UnixFileMode.StickyBit, true)]
    public void WhatOthersMayWrite_IsNotFollowed_UnlessTheUserSaysSo(UnixFileMode mode, bool isFolder)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix modes");
            return;
        }
        var path = isFolder ? _folder : PathOf("good");
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | mode);
        var folder = new RecoveryFolder(_folder);

        var failure = Assert.Throws<QlikException>(() => folder.Read(PathOf("good"), allowUntrusted: false));

        Assert.Equal("QlikRecoveryUntrusted", failure.ErrorId);
        Assert.Contains(path, failure.Message);
        Assert.Contains("-AllowUntrustedFile", failure.RecommendedAction);
        Assert.Equal(isFolder, folder.Doubt is not null);
        Assert.Single(folder.Read(PathOf("good"), allowUntrusted: true).Entries);
    }

    /// <summary>Whoever can write to a folder above can replace everything below.</summary>
    [Theory]
    [InlineData("everybody", true)]
    [InlineData("everybody, further above", true)]
    [InlineData("a group", true)]
    [InlineData("everybody, sticky", false)]
    [InlineData("nobody", false)]
    [InlineData("a link of ours in a folder of ours", false)]
    [InlineData("a link in a sticky folder", true)]
    [InlineData("a link to a folder below one of everybody", true)]
    [InlineData("a link to itself", true)]
    public void TheFoldersAbove_AreTrustedOrNot(string whose, bool isRefused)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix modes");
            return;
        }

        const UnixFileMode everybody = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        const UnixFileMode ours = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var above = Directory.CreateDirectory(Path.Combine(_folder, "above"), ours).FullName;
        var middle = Directory.CreateDirectory(Path.Combine(above, "middle"), ours).FullName;
        var folder = Directory.CreateDirectory(Path.Combine(middle, "recovery"), ours).FullName;
        File.Copy(PathOf("good"), Path.Combine(folder, Path.GetFileName(PathOf("good"))));
        File.SetUnixFileMode(Path.Combine(folder, Path.GetFileName(PathOf("good"))), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var path = folder;
        switch (whose)
        {
            case "everybody":
                File.SetUnixFileMode(middle, ours | everybody);
                break;
            case "everybody, further above":
                File.SetUnixFileMode(above, ours | everybody);
                break;
            case "everybody, sticky":
                File.SetUnixFileMode(middle, ours | everybody | UnixFileMode.StickyBit);
                break;
            case "a group":
                // Only root can give a folder to a group that it is not in.
                Assert.SkipUnless(UnixFile.CurrentUser == 0, "needs root");
                Run("chgrp", "12345", middle);
                File.SetUnixFileMode(middle, ours | UnixFileMode.GroupWrite);
                break;
            case "a link of ours in a folder of ours":
            case "a link to a folder below one of everybody":
                path = Path.Combine(_folder, "link");
                File.CreateSymbolicLink(path, Path.Combine("above", "..", "above", "middle", "recovery"));
                File.SetUnixFileMode(middle, whose.EndsWith("everybody", StringComparison.Ordinal) ? ours | everybody : ours);
                break;
            case "a link in a sticky folder":
                path = Path.Combine(middle, "link", "recovery");
                File.CreateSymbolicLink(Path.Combine(middle, "link"), middle);
                File.SetUnixFileMode(middle, ours | everybody | UnixFileMode.StickyBit);
                break;
            case "a link to itself":
                path = Path.Combine(_folder, "link");
                File.CreateSymbolicLink(path, path);
                break;
        }

        Assert.Equal(isRefused, FileTrust.AgainstFolder(path) is not null);
        Assert.Equal(isRefused, FileTrust.Exposure(path) is not null);
        if (whose == "a link to itself")
        {
            return;
        }

        var file = Path.Combine(path, Path.GetFileName(PathOf("good")));
        Assert.Single(new RecoveryFolder(path).Read(file, allowUntrusted: true).Entries);
        if (isRefused)
        {
            var failure = Assert.Throws<QlikException>(() => new RecoveryFolder(path).Read(file, allowUntrusted: false));
            Assert.Equal("QlikRecoveryUntrusted", failure.ErrorId);
        }
    }

    [Fact]
    public void WhatBelongsToSomebodyElse_IsNotFollowed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix owners");
            return;
        }
        var path = PathOf("good");
        if (UnixFile.CurrentUser == 0)
        {
            Run("chown", "12345", path);
            Assert.Equal(
                "QlikRecoveryUntrusted",
                Assert.Throws<QlikException>(() => new RecoveryFolder(_folder).Read(path, allowUntrusted: false)).ErrorId
            );
            Run("chown", "0", path);
            Run("chown", "12345", _folder);
            Assert.NotNull(new RecoveryFolder(_folder).Doubt);
        }
        else
        {
            // Nobody but root can give a file away.
            Assert.False(UnixFile.At(path, followLink: false)!.BelongsTo(UnixFile.CurrentUser + 1));
        }
    }

    /// <summary>Mutations of a whole file: nothing but the module's own errors, and never an entry that the file does not have.</summary>
    [Fact]
    public void AnyByteChangedOrLost_IsDamageOrOneOfTheConnections()
    {
        var whole = Encoding.UTF8.GetBytes(Header(count: "3") + Line() + "\n" + Line(2) + "\n" + Line(3) + "\n" + Step(1));
        var random = new Random(7);
        var path = PathOf("bad");
        for (var i = 0; i < 3000; i++)
        {
            List<byte> mutated = [.. whole];
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(mutated.Count);
                if (random.Next(3) == 0)
                {
                    mutated.RemoveRange(at, Math.Min(random.Next(1, 40), mutated.Count - at));
                }
                else if (random.Next(2) == 0)
                {
                    mutated[at] = (byte)random.Next(256);
                }
                else
                {
                    mutated.InsertRange(at, mutated.GetRange(at, Math.Min(random.Next(1, 60), mutated.Count - at)));
                }
            }
            File.WriteAllBytes(path, [.. mutated]);
            try
            {
                var content = RecoveryFile.Read(path);
                Assert.InRange(content.Entries.Count, 0, 6);
                Assert.Equal(content.Entries.Count, content.Entries.DistinctBy(e => e.Id).Count());
            }
            catch (QlikException failure)
            {
                Assert.Equal("QlikRecoveryDamaged", failure.ErrorId);
            }
        }
    }

    [Fact]
    public void ATemporaryNameOfAnotherConnection_IsDamage()
    {
        var header = Header()
            .Replace(
                "\"count\"",
                "\"temporaryName\":\"B (rebuild 0123abcd)\",\"newDataSourceId\":\"mssql\",\"count\"",
                StringComparison.Ordinal
            );
        File.WriteAllText(PathOf("bad"), header + Line() + "\n");

        var content = RecoveryFile.Read(PathOf("bad"));

        Assert.Empty(content.Entries);
        Assert.Contains("temporary name", content.Damage!.Message);
    }

    [Theory]
    [InlineData("A (rebuild 0123abcd)", true)]
    [InlineData("A (rebuild 0123ABCD)", false)]
    [InlineData("A (rebuild 0123abc)", false)]
    [InlineData("A (rebuild 0123abcdx)", false)]
    [InlineData("A (rebuild 0123abcd", false)]
    [InlineData("a (rebuild 0123abcd)", false)]
    [InlineData("A", false)]
    [InlineData("", false)]
    public void IsTemporaryName_TakesNothingButWhatARebuildGives(string temporary, bool isOne) =>
        Assert.Equal(isOne, RebuildPlan.IsTemporaryName(temporary, "A"));

    [Fact]
    public void Lock_ExcludesASecond_AndAFileThatIsLeftOverLocksNothing()
    {
        var folder = new RecoveryFolder(_folder);
        var connection = new QlikDataConnection { Id = Guid.Parse(Id), Name = "A" };
        using (RecoveryLock.Take(folder, connection))
        {
            var failure = Assert.Throws<QlikException>(() => RecoveryLock.Take(folder, connection));
            Assert.Equal("QlikRecoveryBusy", failure.ErrorId);
            RecoveryLock.Take(folder, connection.With(c => c.Id = Guid.NewGuid())).Dispose();
        }

        var path = Assert.Single(LockNames(connection));
        File.WriteAllText(path, "");
        RecoveryLock.Take(folder, connection).Dispose();
        Assert.False(File.Exists(path));

        string[] LockNames(QlikDataConnection c) => [Path.Combine(_folder, c.Id.ToString("N") + ".lock")];
    }

    [Fact]
    public void Lock_ExcludesASecond_WithAnotherRecoveryFolder()
    {
        var folder = new RecoveryFolder(Path.Combine(_folder, "one"));
        var other = new RecoveryFolder(Path.Combine(_folder, "other"));
        var connection = new QlikDataConnection { Id = Guid.NewGuid(), Name = "A" };
        using (RecoveryLock.Take(folder, connection))
        {
            var failure = Assert.Throws<QlikException>(() => RecoveryLock.Take(other, connection));
            Assert.Equal("QlikRecoveryBusy", failure.ErrorId);
        }

        RecoveryLock.Take(other, connection).Dispose();
        Assert.Empty(Directory.GetFiles(RecoveryFolder.Locks!.Path, connection.Id.ToString("N") + "*"));
    }

    private void AssertOneReport(string what)
    {
        var folder = new RecoveryFolder(_folder);
        string[] files = [.. folder.Files()];
        Assert.Equal([PathOf("bad"), PathOf("good")], files);
        var failure = Assert.Throws<QlikException>(() => folder.Read(files[0], allowUntrusted: false));
        Assert.True(failure.ErrorId == "QlikRecoveryDamaged", $"{what}: {failure.ErrorId}: {failure.Message}");
        Assert.Contains(files[0], failure.Message);
        Assert.Equal("A", Assert.Single(folder.Read(files[1], allowUntrusted: false).Entries).Name);
    }

    private string PathOf(string name) => Path.Combine(_folder, name + RecoveryFolder.Extension);

    private static string Header(string version = "1", string count = "1", string tenant = "https://acme.eu.qlikcloud.com/") =>
        $$"""{"record":"header","format":"QlikConnections recovery","version":{{version}},"reason":"Remove","platform":"Cloud","session":"s","tenant":"{{tenant}}","written":"2026-01-01T00:00:00Z","count":{{count}}}"""
        + "\n";

    private static string Line(int number = 1) =>
        $$"""{"record":"connection","id":"{{Id[..^1]}}{{number}}","name":"A","spaceId":"s1","spaceName":"S","ownerId":"o1","ownerName":"O","dataSourceId":"mssql","type":"t","connectionString":"x","properties":null,"leftOut":[],"tags":[],"customProperties":{},"credentialId":null,"separateCredentials":false,"userName":null,"logOn":"ServiceUser","architecture":"X64","created":null,"modified":null}""".Replace(
            "\"name\":\"A\"",
            number == 1 ? "\"name\":\"A\"" : $"\"name\":\"A{number}\"",
            StringComparison.Ordinal
        );

    private static string Step(int number) =>
        $$"""{"record":"step","step":"Removed","ids":["{{Id[..^1]}}{{number}}"],"newId":null,"at":"2026-01-01T00:00:00Z"}""" + "\n";

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
