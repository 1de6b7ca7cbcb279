using System.Security.Cryptography.X509Certificates;

namespace QlikConnections.Client.Repository;

/// <summary>
/// The client certificate that a Sense installation leaves on its own computer [qrs 3.1]: in the certificate store of the user or the
/// computer, or in the folder of the repository. Exactly one of the two members is there.
/// </summary>
/// <param name="Thumbprint">The thumbprint of one in a store; null for a file.</param>
/// <param name="Path">The path of a file; null for one in a store.</param>
public sealed record class LocalCertificate(string? Thumbprint, string? Path)
{
    private const string Subject = "CN=QlikClient";

    /// <summary>The folder of the repository. Only administrators can read it.</summary>
    private static readonly string Folder = System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "Qlik",
        "Sense",
        "Repository",
        "Exported Certificates",
        ".Local Certificates");

    /// <summary>The thumbprints of older ones in the same store.</summary>
    public IReadOnlyList<string> Older { get; init; } = [];

    /// <summary>What to call it.</summary>
    public string Place => Path ?? $"{Subject}, {Thumbprint}";

    /// <summary>The certificate of this computer; null if there is none. The newest of a store is taken: after a new installation the old
    /// ones are still there.</summary>
    /// <param name="folder">Another folder, for tests.</param>
    public static LocalCertificate? Find(string? folder = null)
    {
        foreach (var location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            if (CertificateStore.Usable(location, Subject) is { Count: > 0 } thumbprints)
            {
                return new LocalCertificate(thumbprints[0], Path: null) { Older = [.. thumbprints.Skip(1)] };
            }
        }

        var files = new[] { "client.pfx", "client.pem" }.Select(name => System.IO.Path.Combine(folder ?? Folder, name));
        return files.FirstOrDefault(File.Exists) is { } file ? new LocalCertificate(Thumbprint: null, file) : null;
    }
}
