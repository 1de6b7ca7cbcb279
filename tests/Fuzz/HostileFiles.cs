using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using QlikConnections.Client;
using QlikConnections.Client.Files;
using QlikConnections.Client.Journal;
using QlikConnections.Client.Recovery;
using QlikConnections.Client.Repository;
using QlikConnections.Client.Usage;
using QlikConnections.Sandbox;

namespace QlikConnections.Fuzz;

/// <summary>The files that the module reads.</summary>
internal static class HostileFiles
{
    private static readonly string Reader = typeof(ResumeFile).Assembly.GetName().Version!.ToString();

    private const string ResumeApp = "11111111-1111-4111-8111-111111111111";

    private static readonly string ResumeLines = $$$"""
        {"format":"QlikConnections app scripts","version":1,"site":"{{{Platform.Address.AbsoluteUri}}}","reader":"{{{Reader}}}"}
        {"id":"{{{ResumeApp}}}","changed":"2026-01-02T00:00:00.0000001Z","references":[{"space":"S","name":"Sales","kind":"Load","line":3,"exact":true,"text":"lib://S:Sales/"}],"lineage":[]}
        """;

    private const string JournalRun = "20261126T074401123Z-0123abcd";

    public static FileRun Recovery() =>
        new(
            "recovery files",
            RecoveryFiles,
            path => _ = RecoveryFile.Read(path).Entries.Select(e => (e.Name, e.State, e.ToString())).ToArray(),
            ".recovery.jsonl"
        );

    public static FileRun Journals() =>
        new(
            "journals",
            JournalFiles,
            path =>
            {
                var content = JournalReading.Read(path);
                _ = content.Entries.SelectMany(e => e.Changes()).Select(c => $"{c.Before} {c.After} {c.ConnectionName}").ToArray();
                var items = UndoItem.Of([(content, content.Entries)]);
                foreach (var member in items.SelectMany(i => i.Members).Where(m => !m.IsHidden))
                {
                    _ = ConnectionMember.AreEqual(member.Member, ConnectionMember.Present(Connections()[1], member.Member), member.After);
                }

                // What could not be read is reported with the rest.
                _ = content.Damage is { } damage ? throw damage : true;
            },
            JournalFolder.Extension,
            JournalRun + "-"
        );

    public static FileRun Exports() =>
        new(
            "exports",
            ExportFiles,
            path =>
            {
                var content = ExportReader.Read(path);
                foreach (var byItem in new[] { true, false })
                {
                    var back = content.Connections.AsEnumerable().Reverse().ToArray();
                    _ = new ExportComparison(byItem, all: true).Of(content.Connections, back, default).Select(d => $"{d}").ToArray();
                }

                _ = content.Failures.Count > 0 ? throw content.Failures[0] : true;
            },
            ".json"
        );

    public static FileRun Resume() =>
        new(
            "files of -ResumePath",
            () => [Encoding.UTF8.GetBytes(ResumeLines)],
            path =>
            {
                using var file = ResumeFile.Open(path, SiteSession());
                var app = new QlikApp(ResumeApp, "App", null, null, null, null) { Version = "2026-01-02T00:00:00.0000001Z" };
                _ = file.Find(app)?.References.Select(r => $"{r}").ToArray();
                file.Add(app, new AppContent());
                file.Complete([app]);
            },
            ".jsonl"
        );

    public static FileRun CloudState() =>
        new(
            "state of a Qlik Cloud sandbox",
            () => State(path => CloudSandbox.Create(new() { StatePath = path })),
            path => Load(() => CloudSandbox.Create(new() { StatePath = path })),
            ".json"
        );

    public static FileRun SiteState() =>
        new(
            "state of a client-managed sandbox",
            () => State(path => RepositorySandbox.Create(new() { StatePath = path })),
            path => Load(() => RepositorySandbox.Create(new() { StatePath = path })),
            ".json"
        );

    public static FileRun Pfx() =>
        new(
            "certificates (.pfx)",
            () => [Certificate(c => c.Export(X509ContentType.Pkcs12, Secrets.Password))],
            path => CertificateFile.Client(path, CloudPlatform.Secure(Secrets.Password)).Dispose(),
            ".pfx"
        );

    public static FileRun Pem() =>
        new(
            "certificates (.pem)",
            () =>
                [
                    Certificate(c =>
                        Encoding.UTF8.GetBytes(c.ExportCertificatePem() + "\n" + c.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem())
                    ),
                ],
            path => CertificateFile.Client(path, null).Dispose(),
            ".pem"
        );

    public static FileRun Root() => new(
        "root certificates",
        () => [Certificate(c => c.Export(X509ContentType.Cert)), Certificate(c => Encoding.UTF8.GetBytes(c.ExportCertificatePem()))],
        path => CertificateFile.Root(path).Dispose(),
        ".cer");

    private static QlikSession Session() =>
        new("acme", QlikPlatform.Cloud, Platform.Address, new MemoryStream()) { Authentication = "ApiKey" };

    private static QlikSession SiteSession() => new("site", QlikPlatform.Repository, Platform.Address, new MemoryStream());

    private static QlikDataConnection[] Connections() =>
        [
            .. Enumerable
                .Range(0, 4)
                .Select(i => new QlikDataConnection
                {
                    Id = Guid.Parse($"11111111-1111-4111-8111-11111111111{i}"),
                    Name = $"Sales {i}",
                    DataSourceId = "rest",
                    Type = "QvRestConnector.exe",
                    ConnectionString = $"CUSTOM CONNECT TO \"provider=QvRestConnector.exe;url=https://h;password={Secrets.Password};\"",
                    Properties =
                        i % 2 == 0
                            ? null
                            : new Dictionary<string, object?>
                            {
                                ["host"] = "h",
                                ["password"] = Secrets.Password,
                                ["flags"] = new object[] { 1L, true },
                            },
                    SpaceId = "s1",
                    SpaceName = "Sales",
                    OwnerId = "u1",
                    OwnerName = "Anna",
                    Tags = ["t"],
                    CustomProperties = new Dictionary<string, IReadOnlyList<string>> { ["Department"] = ["Sales", "HR"] },
                }),
        ];

    /// <summary>A journal of all kinds of changes, and one in which somebody has written secrets by hand.</summary>
    private static byte[][] JournalFiles()
    {
        var path = Path.Combine(Path.GetTempPath(), $"fuzz-{Guid.NewGuid():N}.jsonl");
        try
        {
            var session = Session();
            var head = new JournalHead(
                JournalRun, "Set-QlikDataConnection", session.Name, session.Uri, session.Platform, "u1", "Anna", DateTimeOffset.UnixEpoch);
            using (var file = JournalFile.Begin(File.Create(path), TimeProvider.System, head, "1"))
            {
                file.Recovery("20261126T074401Z-Remove-0123.recovery.jsonl");
                file.Intend(JournalSamples.Changes(Connections()));
                file.Settle(QlikChangeOutcome.Changed, null, [0, 1]);
                file.Settle(QlikChangeOutcome.Failed, "QlikConflict", [2]);
                file.Settle(QlikChangeOutcome.Changed, null, [3], JournalSamples.Created(Connections()[3]));
            }

            var text = File.ReadAllText(path);
            return
            [
                File.ReadAllBytes(path),
                Encoding.UTF8.GetBytes(text.Replace("{\"leftOut\":\"password\"}", $"\"{Secrets.Password}\"", StringComparison.Ordinal)),
            ];
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>An export of several connections, one of one, and one in which somebody has written a secret by hand.</summary>
    private static byte[][] ExportFiles()
    {
        byte[] Export(IEnumerable<QlikDataConnection> connections)
        {
            using var text = new MemoryStream();
            ExportFormat.Write(text, Session(), connections.Select(ExportFormat.Record));
            return text.ToArray();
        }

        var all = Export(Connections());
        var edited = Encoding.UTF8.GetString(all).Replace("\"h\"", $"\"h;password={Secrets.Password}\"", StringComparison.Ordinal);
        return [all, Export(Connections().Take(1)), Encoding.UTF8.GetBytes(edited)];
    }

    private static List<byte[]> RecoveryFiles()
    {
        var folder = Directory.CreateTempSubdirectory("fuzz-");
        try
        {
            var session = Session();
            var connections = Connections();
            var plain = new RecoveryFolder(folder.FullName);
            var removal = RecoveryFile.Write(plain, session, QlikRecoveryReason.Remove, connections);
            removal.Append(RecoveryStep.Removed, [connections[0].Id, connections[1].Id]);
            var rebuild = RecoveryFile.Write(
                plain,
                session,
                QlikRecoveryReason.Rebuild,
                [connections[0]],
                new RebuildPlan("Sales 0 (rebuild 0123abcd)", "mssql", null)
            );
            rebuild.Append(RecoveryStep.Created, [connections[0].Id], Guid.NewGuid());
            return [File.ReadAllBytes(removal.Path), File.ReadAllBytes(rebuild.Path)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[][] State(Func<string, object> create)
    {
        var path = Path.Combine(Path.GetTempPath(), $"fuzz-{Guid.NewGuid():N}.json");
        try
        {
            _ = create(path);
            return [File.ReadAllBytes(path)];
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The sandbox knows nothing of the module's errors; its one way to refuse a file becomes QlikSandboxState, as in
    /// Connect-QlikSession.</summary>
    private static void Load(Func<object> create)
    {
        try
        {
            _ = create();
        }
        catch (InvalidDataException refusal)
        {
            throw QlikFailure.Create(nameof(Strings.QlikSandboxState), refusal.Message);
        }
    }

    private static byte[] Certificate(Func<X509Certificate2, byte[]> export)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=fuzz", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return export(certificate);
    }
}
