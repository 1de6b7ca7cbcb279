using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Tests;

/// <summary>Recovery files: what they hold, who may read them, and what happens when they cannot be written or read.</summary>
public sealed class RecoveryFileTests : IDisposable
{
    private const string Marker = "MARKER-7a1e";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "recovery-" + Guid.NewGuid().ToString("N"));
    private readonly QlikSession _session = new("acme", QlikPlatform.Cloud, new Uri("https://acme.eu.qlikcloud.com/"), new MemoryStream());

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void Write_ThenRead_GivesTheConnectionBack()
    {
        var before = Connection("Größe / 100%").With(c =>
        {
            c.Properties = new Dictionary<string, object?>
            {
                ["host"] = "db1",
                ["port"] = 1433L,
                ["ssl"] = true,
                ["ratio"] = 1.5,
                ["queryParameters"] = new object?[] { new Dictionary<string, object?> { ["name"] = "q", ["value"] = "x" } },
            };
        });

        var entry = Assert.Single(Entries(Write(before)));

        Assert.Equal(
            (before.Id, before.Name, before.SpaceId, before.SpaceName),
            (entry.Id, entry.Name, entry.Before.SpaceId, entry.SpaceName)
        );
        Assert.Equal(
            (before.OwnerId, before.OwnerName, before.Type, before.DataSourceId),
            (entry.Before.OwnerId, entry.OwnerName, entry.Before.Type, entry.DataSourceId)
        );
        Assert.Equal(
            (before.ConnectionString, before.CredentialId, before.LogOn, before.Architecture, before.SeparateCredentials),
            (
                entry.Before.ConnectionString,
                entry.Before.CredentialId,
                entry.Before.LogOn,
                entry.Before.Architecture,
                entry.Before.SeparateCredentials
            )
        );
        Assert.Equal(
            (before.Created, before.Modified, before.UserName),
            (entry.Before.Created, entry.Before.Modified, entry.Before.UserName)
        );
        Assert.Equal(before.Tags, entry.Before.Tags);
        Assert.Equal(before.CustomProperties["Department"], entry.Before.CustomProperties["department"]);
        Assert.Equal(["host", "port", "ssl", "ratio", "queryParameters"], entry.Before.Properties!.Keys);
        Assert.Equal(
            (1433L, true, 1.5),
            (entry.Before.Properties["port"], entry.Before.Properties["ssl"], entry.Before.Properties["ratio"])
        );
        var parameter = Assert.IsType<Dictionary<string, object?>>(Assert.Single((object?[])entry.Before.Properties["queryParameters"]!));
        Assert.Equal("q", parameter["name"]);
        Assert.Equal(("acme", QlikPlatform.Cloud, _session.Uri), (entry.SessionName, entry.Platform, entry.Tenant));
        Assert.Equal((QlikRecoveryReason.Remove, QlikRecoveryState.Pending), (entry.Reason, entry.State));
        Assert.Empty(entry.LeftOut);
    }

    [Fact]
    public void Write_LeavesNoSecretInTheFile_AndSaysWhatIsMissing()
    {
        var before = Connection("with secrets").With(c =>
        {
            c.ConnectionString = $"CUSTOM CONNECT TO \"provider=x;host=h;password={Marker};\"";
            c.Properties = new Dictionary<string, object?>
            {
                ["host"] = "h",
                ["accessKey"] = Marker,
                ["password"] = Marker,
                ["publicKeyAlgorithm"] = "rsa",
                ["url"] = $"https://x.test/?api_key={Marker}",
                ["keyFilePath"] = new object?[]
                {
                    new Dictionary<string, object?> { ["name"] = "k.json", ["value"] = Marker },
                },
                ["queryHeaders"] = new object?[]
                {
                    new Dictionary<string, object?> { ["name"] = "Authorization", ["value"] = Marker },
                },
                ["moreHeaders"] = new object?[]
                {
                    new Dictionary<string, object?>
                    {
                        ["name"] = "X-Plain",
                        ["value"] = Marker,
                        ["encrypt"] = true,
                    },
                },
            };
        });

        var file = Write(before);

        Assert.DoesNotContain(Marker, File.ReadAllText(file));
        var entry = Assert.Single(Entries(file));
        Assert.Equal(
            ["ConnectionString", "accessKey", "keyFilePath", "moreHeaders", "password", "queryHeaders", "url"],
            entry.LeftOut.Order(StringComparer.Ordinal)
        );
        Assert.Equal(["host", "publicKeyAlgorithm"], entry.Before.Properties!.Keys);
    }

    [Fact]
    public void Write_FolderAndFileBelongToTheUserAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix modes");
            return;
        }
        var file = Write(Connection("mine"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
        Assert.Equal([file], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_DiskFull_SaysSoAndLeavesNothingBehind()
    {
        var folder = new RecoveryFolder(_folder) { NewFile = path => new FullDisk(path) };

        var failure = Assert.Throws<QlikException>(() =>
            RecoveryFile.Write(folder, _session, QlikRecoveryReason.Remove, [Connection("x")])
        );

        Assert.Equal("QlikRecoveryUnwritable", failure.ErrorId);
        Assert.Contains("No space left", failure.Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_FolderThatCannotBeMade_SaysSo()
    {
        File.WriteAllText(_folder + ".file", "");
        try
        {
            var folder = new RecoveryFolder(Path.Combine(_folder + ".file", "below"));

            var failure = Assert.Throws<QlikException>(() =>
                RecoveryFile.Write(folder, _session, QlikRecoveryReason.Remove, [Connection("x")])
            );

            Assert.Equal("QlikRecoveryUnwritable", failure.ErrorId);
            Assert.Contains("-RecoveryPath", failure.RecommendedAction);
        }
        finally
        {
            File.Delete(_folder + ".file");
        }
    }

    [Fact]
    public void Append_ReturnsTheOutcomeOfEach()
    {
        QlikDataConnection[] three = [Connection("a"), Connection("b"), Connection("c")];
        var path = Write(three);
        var file = RecoveryFile.At(path);
        file.Append(RecoveryStep.Removed, [three[0].Id, three[1].Id]);
        file.Append(RecoveryStep.Restored, [three[1].Id], Guid.NewGuid());

        Assert.Equal(
            [QlikRecoveryState.Removed, QlikRecoveryState.Restored, QlikRecoveryState.Pending],
            Entries(path).Select(e => e.State)
        );
    }

    [Fact]
    public void Append_AfterATornLine_IsReadAndTheTornStepIsNotDone()
    {
        QlikDataConnection[] two = [Connection("a"), Connection("b")];
        var path = Write(two);
        RecoveryFile.At(path).Append(RecoveryStep.Removed, [two[0].Id]);
        var whole = File.ReadAllText(path);
        File.WriteAllText(path, whole.TrimEnd()[..^9]);

        Assert.Equal(QlikRecoveryState.Pending, Entries(path)[0].State);

        RecoveryFile.At(path).Append(RecoveryStep.Removed, [two[1].Id]);
        Assert.Equal([QlikRecoveryState.Pending, QlikRecoveryState.Removed], Entries(path).Select(e => e.State));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json\n")]
    [InlineData("{\"record\":\"header\",\"version\":3,\"count\":0}\n")]
    [InlineData("[1]\n")]
    [InlineData("{\"record\":\"header\"}\n")]
    public void Read_WhatIsNotARecoveryFile_IsDamaged(string content)
    {
        var path = Write(Connection("x"));
        File.WriteAllText(path, content);

        var failure = Assert.Throws<QlikException>(() => Entries(path));

        Assert.Equal("QlikRecoveryDamaged", failure.ErrorId);
        Assert.Contains(path, failure.Message);
    }

    [Fact]
    public void Read_AtEveryLengthOfTheFile_IsWholeOrDamagedButNeverWrong()
    {
        var path = Write(Connection("a"), Connection("b"));
        var whole = File.ReadAllBytes(path);
        // The last line break is not missed.
        for (var length = 0; length < whole.Length - 1; length += 7)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Equal("QlikRecoveryDamaged", Assert.Throws<QlikException>(() => Entries(path)).ErrorId);
        }
    }

    [Fact]
    public void Folder_IsTheVariablesOrTheUsersOwn()
    {
        Assert.Equal(_folder, new RecoveryFolder(_folder).Path);
        Assert.Empty(new RecoveryFolder(_folder).Files());
        var path = Write(Connection("x"));
        Assert.Equal([path], new RecoveryFolder(_folder).Files());
    }

    private static IReadOnlyList<QlikRecoveryEntry> Entries(string path)
    {
        var content = RecoveryFile.Read(path);
        return content.Damage is { } damage ? throw damage : content.Entries;
    }

    private static QlikDataConnection Connection(string name) => new()
    {
        Id = Guid.NewGuid(),
        Name = name,
        SpaceId = "64f0c1d2aa01bc3344de5566",
        SpaceName = "R&D",
        OwnerId = "o1",
        OwnerName = "Ada",
        Type = "QvOdbc.exe",
        DataSourceId = "mssql",
        ConnectionString = "CUSTOM CONNECT TO \"provider=x;host=h;\"",
        Tags = ["one", "ä"],
        CredentialId = Guid.NewGuid(),
        LogOn = QlikLogOn.CurrentUser,
        Architecture = QlikArchitecture.X86,
        SeparateCredentials = true,
        UserName = "svc",
        Created = DateTimeOffset.UnixEpoch,
        CustomProperties = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase) { ["Department"] = ["A", "B"] },
    };

    private string Write(params QlikDataConnection[] connections) =>
        RecoveryFile.Write(new RecoveryFolder(_folder), _session, QlikRecoveryReason.Remove, connections).Path;

    /// <summary>A disk without room.</summary>
    private sealed class FullDisk(string path) : FileStream(path, FileMode.CreateNew)
    {
        public override void Write(byte[] array, int offset, int count) => throw new IOException("No space left on device");
    }
}
