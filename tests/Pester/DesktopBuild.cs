using QlikConnections.Testing;
using Xunit;

namespace QlikConnections.PesterSuite;

/// <summary>
/// The suite on the build for Windows PowerShell, in the same PowerShell. The assemblies lie in a copy of the package, under
/// the folder of the other build: the package itself has no switch that could load anything else.
/// </summary>
public sealed class DesktopBuild(DesktopBuild.Row row) : IClassFixture<DesktopBuild.Row>
{
    [Theory]
    [MemberData(nameof(PesterRow.Files), MemberType = typeof(PesterRow))]
    public void EveryTestOfTheFile_Passes(string file) => row.Run(file);

    public sealed class Row : PesterRow
    {
        private const string NoUnixMode = "This build protects its files with access lists of Windows, and knows no Unix modes.";

        private static readonly (string File, string Test, string Reason)[] Differences =
        [
            ("BadDisk.Tests.ps1", "The state of a sandbox.is for its user alone", NoUnixMode),
            (
                "Module.Tests.ps1", "An import that cannot work.says which PowerShell it needs",
                "This build asks for a release of .NET Framework; no version of PowerShell that loads it is too old."),
            (
                "RecoveryTrust.Tests.ps1",
                "Files of somebody else.may lie in a folder that the user named: it is said when they are written",
                NoUnixMode
            ),
            ("Restore.Tests.ps1", "What Remove-QlikDataConnection writes first.belongs to the user alone", NoUnixMode),
            ("Journal.Tests.ps1", "The journal of a run.belongs to the user alone", NoUnixMode),
        ];

        private protected override string Name => "Pester suite on the build for Windows PowerShell (bin-Desktop)";

        private protected override string Module { get; } = MakeModule();

        private protected override IReadOnlyList<string> DifferencesOf(string file) =>
            [.. Differences.Where(d => d.File == file).Select(d => d.Test)];

        private static string MakeModule()
        {
            var copy = Path.Combine(
                PowerShellHost.RepositoryRoot,
                "output",
                "Desktop",
                "QlikConnections",
                Path.GetFileName(PesterFile.Module)
            );
            if (Directory.Exists(copy))
            {
                Directory.Delete(copy, recursive: true);
            }

            foreach (var file in Directory.GetFiles(PesterFile.Module, "*", SearchOption.AllDirectories))
            {
                Copy(file, Path.Combine(copy, Path.GetRelativePath(PesterFile.Module, file)));
            }

            var core = Path.Combine(copy, "bin", "Core");
            var desktop = Path.Combine(copy, "bin", "Desktop");
            Directory.Delete(core, recursive: true);
            foreach (var file in Directory.GetFiles(desktop, "*", SearchOption.AllDirectories))
            {
                Copy(file, Path.Combine(core, Path.GetRelativePath(desktop, file)));
            }

            return copy;
        }

        private static void Copy(string file, string target)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
