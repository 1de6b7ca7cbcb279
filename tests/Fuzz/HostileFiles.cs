using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using QlikConnections.Client;
using QlikConnections.Client.Recovery;
using QlikConnections.Client.Repository;
using QlikConnections.Sandbox;

namespace QlikConnections.Fuzz;

/// <summary>The files that the module reads.</summary>
internal static class HostileFiles
{
    public static FileRun Recovery() =>
        new(
            "recovery files",
            RecoveryFiles,
            path => _ = RecoveryFile.Read(path).Entries.Select(e => (e.Name, e.State, e.ToString())).ToArray(),
            ".recovery.jsonl"
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

    private static List<byte[]> RecoveryFiles()
    {
        var folder = Directory.CreateTempSubdirectory("fuzz-");
        try
        {
            using var nothing = new MemoryStream();
            var session = new QlikSession("acme", QlikPlatform.Cloud, Platform.Address, nothing) { Authentication = "ApiKey" };
            QlikDataConnection[] connections =
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
                        Tags = ["t"],
                        Session = session,
                    }),
            ];
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
