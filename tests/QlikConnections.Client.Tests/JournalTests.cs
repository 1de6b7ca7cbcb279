using System.Net;
using QlikConnections.Client.Journal;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Tests;

/// <summary>What a journal has: no secret that the user gave, whatever the server makes of it, and nothing of a file that could not begin.</summary>
public sealed class JournalTests : IDisposable
{
    private const string Marker = "MARKER=7a;1e/ü";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "journal-" + Guid.NewGuid().ToString("N"));
    private readonly QlikSession _session = new("acme", QlikPlatform.Cloud, new Uri("https://acme.eu.qlikcloud.com/"), new MemoryStream());
    private readonly List<string> _warnings = [];

    /// <summary>Statements of a server that repeats the secret where no name tells that it is one.</summary>
    public static TheoryData<string> Echoes =>
        [
            $"CUSTOM CONNECT TO \"provider=x;note={Marker};b=1;\"",
            "CUSTOM CONNECT TO \"provider=x;note=MARKER%%27a%%11e/ü;b=1;\"",
            "CUSTOM CONNECT TO \"provider=x;note=MARKER%27a%11e/ü;b=1;\"",
            "CUSTOM CONNECT TO \"provider=x;url=https://h/" + Uri.EscapeDataString(Marker) + "/x;b=1;\"",
            $"https://h/{Marker}",
            Marker,
            $"a{Marker}b{Marker}c",
        ];

    public static TheoryData<string> Places => ["property", "list", "login", "secret", "property with a login"];

    public void Dispose()
    {
        ChangeJournal.Current = null;
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task Creation_LeavesNoSecretInTheJournal_AndIsRecognised(string echo)
    {
        foreach (var place in Places)
        {
            await CreateAsync(Given(place, new DataConnectionDefinition { Name = "a", Tags = ["t"] }), echo);
        }

        RequireNoMarker();
        foreach (var entry in Entries())
        {
            var stored = entry.Members.Single(m => m.Member == ConnectionMember.Statement).After;
            var same = ConnectionMember.Present(Connection(echo), ConnectionMember.Statement);
            Assert.True(ConnectionMember.AreEqual(ConnectionMember.Statement, same, stored));
            var other = ConnectionMember.Present(Connection("lib" + echo + "x"), ConnectionMember.Statement);
            // A text in a form that nobody knows is left out as a whole.
            Assert.Equal(echo == Marker || echo[0] == 'a', ConnectionMember.AreEqual(ConnectionMember.Statement, other, stored));
        }

        Assert.Equal(Places.Count, Entries().Count);
    }

    [Theory]
    [MemberData(nameof(Echoes))]
    public void Change_LeavesNoSecretInTheJournal(string echo)
    {
        using (var journal = Journal())
        {
            foreach (var change in Places.Select(p => Given(p, new DataConnectionDefinition { Name = "a" })))
            {
                journal.Intend(
                    _session,
                    [
                        new ChangePlan(
                            Connection(echo),
                            new DataConnectionChange
                            {
                                ConnectionString = echo + ";new=1",
                                Properties = change.Properties,
                                Credential = change.Credential,
                                ConnectionSecret = change.ConnectionSecret,
                            },
                            []
                        ),
                    ]
                );
            }
        }

        RequireNoMarker();
        Assert.Equal(Places.Count, Entries().Count);
    }

    [Fact]
    public void Property_ThatRepeatsASecret_IsHidden()
    {
        var change = new DataConnectionChange
        {
            Properties = new Dictionary<string, object?>
            {
                ["password"] = SandboxClient.Secure(Marker),
                ["comment"] = $"as {Marker}",
                ["host"] = "h",
            },
        };
        using (var journal = Journal())
        {
            journal.Intend(_session, [new ChangePlan(Connection("x"), change, [])]);
        }

        RequireNoMarker();
        var members = Assert.Single(Entries()).Members;
        Assert.Equal(["Properties.password", "Properties.comment"], members.Where(m => m.IsHidden).Select(m => m.Member));
        Assert.Equal("h", members.Single(m => !m.IsHidden).After);
    }

    [Fact]
    public async Task ShortSecret_HidesTheStatementInWhichItsTextIs()
    {
        await CreateAsync(
            new DataConnectionDefinition { Name = "a", Credential = new NetworkCredential("u", SandboxClient.Secure("xyz")) },
            "https://xyz.test"
        );

        var stored = Assert.IsType<StoredStatement>(
            Assert.Single(Entries()).Members.Single(m => m.Member == ConnectionMember.Statement).After);
        Assert.Null(stored.Text);
        Assert.DoesNotContain("xyz", File.ReadAllText(Assert.Single(Files())), StringComparison.Ordinal);
        var present = ConnectionMember.Present(Connection("https://xyz.test"), ConnectionMember.Statement);
        Assert.True(ConnectionMember.AreEqual(ConnectionMember.Statement, present, stored));
    }

    [Fact]
    public async Task Creation_HasTheOwnerThatTheServerGave()
    {
        await CreateAsync(new DataConnectionDefinition { Name = "a" }, "x");

        var owner = Assert.IsType<NamedId>(Assert.Single(Entries()).Members.Single(m => m.Member == ConnectionMember.Owner).After);
        Assert.Equal("me", owner.Id);
    }

    [Theory]
    [InlineData(JournalRule.Usual)]
    [InlineData(JournalRule.Required)]
    public void FileThatCannotBegin_IsNotLeft_AndNothingFollows(JournalRule rule)
    {
        var full = new RecoveryFolder(_folder) { NewFile = path => new FullDisk(path, room: 10) };
        using (var journal = Journal(rule, full))
        {
            for (var i = 0; i < 3; i++)
            {
                var failure = Record.Exception(() => journal.Intend(_session, [Rename()]));
                Assert.Equal(rule == JournalRule.Required ? "QlikJournalUnwritable" : null, (failure as QlikException)?.ErrorId);
                journal.Kept(_session, "x.recovery.jsonl");
            }
        }

        Assert.Empty(Files());
        Assert.Equal(rule == JournalRule.Usual ? 1 : 0, _warnings.Count);
    }

    [Fact]
    public void DiskThatFillsUp_LosesNoLineBefore_AndEndsWithoutAnError()
    {
        var full = new RecoveryFolder(_folder) { NewFile = path => new FullDisk(path, room: 1000) };
        using (var journal = Journal(JournalRule.Usual, full))
        {
            for (var i = 0; i < 10; i++)
            {
                journal.Intend(_session, [Rename()]);
            }
        }

        Assert.Single(_warnings);
        Assert.NotEmpty(Entries());
        Assert.All(Entries(), e => Assert.Equal(QlikChangeOutcome.Unknown, e.Outcome));
    }

    private static ChangePlan Rename() => new(Connection("x"), new DataConnectionChange { Name = "b" }, []);

    private static QlikDataConnection Connection(string statement) =>
        new() { Id = Guid.NewGuid(), Name = "a", OwnerId = "me", Tags = ["t"], ConnectionString = statement };

    private static DataConnectionDefinition Given(string place, DataConnectionDefinition to) => place switch
    {
        "property" => to with { Properties = new Dictionary<string, object?> { ["password"] = SandboxClient.Secure(Marker) } },
        "list" => to with
        {
            Properties = new Dictionary<string, object?>
            {
                ["queryHeaders"] = new object?[]
                {
                    new Dictionary<string, object?> { ["name"] = "Authorization", ["value"] = SandboxClient.Secure(Marker) },
                },
            },
        },
        "login" => to with { Credential = new NetworkCredential("u", SandboxClient.Secure(Marker)) },
        "secret" => to with { ConnectionSecret = SandboxClient.Secure(Marker) },
        _ => to with
        {
            Properties = new Dictionary<string, object?> { ["password"] = new NetworkCredential("u", SandboxClient.Secure(Marker)) },
        },
    };

    private async Task CreateAsync(DataConnectionDefinition definition, string statement)
    {
        using var journal = Journal();
        ChangeJournal.Current = journal;
        await ChangeJournal.CreateAsync(_session, definition, () => Task.FromResult(Connection(statement)), c => c);
    }

    private ChangeJournal Journal(JournalRule rule = JournalRule.Usual, RecoveryFolder? folder = null) =>
        new("Test", "1", () => new JournalFolder(folder ?? new RecoveryFolder(_folder)), rule, _warnings.Add);

    private string[] Files() =>
        Directory.Exists(_folder) ? Directory.GetFiles(_folder, "*" + JournalFolder.Extension, SearchOption.AllDirectories) : [];

    private List<JournalEntry> Entries() =>
        [.. new JournalStore(new JournalFolder(new RecoveryFolder(_folder)), (f, _) => throw f).Read(_ => true).SelectMany(c => c.Entries)];

    /// <summary>The marker's letters are in all of its spellings.</summary>
    private void RequireNoMarker() =>
        Assert.All(Files(), f => Assert.DoesNotContain("MARKER", File.ReadAllText(f), StringComparison.Ordinal));

    /// <summary>A file on a disk with room for a number of bytes.</summary>
    private sealed class FullDisk(string path, int room) : FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1)
    {
        private int _room = room;

        public override void Write(byte[] array, int offset, int count)
        {
            var fits = Math.Min(count, _room);
            base.Write(array, offset, fits);
            _room -= fits;
            if (fits < count)
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
