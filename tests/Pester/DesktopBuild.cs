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

        private const string NoEngine =
            "This build cannot check the certificate of a web socket for one session alone, so it reads no scripts of a site.";

        private const string SiteUsage = "SiteUsage.Tests.ps1";
        private const string SiteUses = "Get-QlikDataConnectionUsage on a client-managed site.";
        private const string SiteChanges = "The use of connections of a site that are to be changed.";
        private const string Guides = "Guides.Tests.ps1";
        private const string SiteGuide = "The guide before-you-rename-on-a-site.md, Current.runs block ";

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
            (
                SiteUsage,
                SiteUses + "finds what the site knows, and nothing else, in a web socket for each app",
                NoEngine
            ),
            ("Migration.Tests.ps1", "A test of a migration.counts the apps of the site that use a connection", NoEngine),
            (SiteUsage, SiteUses + "finds the same through the proxy", NoEngine),
            (
                SiteUsage,
                SiteUses + "says why an app was not read, and reads the others",
                NoEngine
            ),
            (SiteUsage, SiteUses + "reads only what has changed since, with -ResumePath", NoEngine),
            (
                SiteUsage,
                SiteUses + "ends with an error that names the port if the engine cannot be reached",
                NoEngine
            ),
            (SiteUsage, SiteUses + "ends when the pipeline is stopped", NoEngine),
            (
                SiteUsage,
                SiteUses + "works in the sandbox without a network",
                NoEngine
            ),
            (
                SiteUsage,
                SiteChanges + "refuses connections that apps use with @('WhatIf')",
                NoEngine
            ),
            (
                SiteUsage,
                SiteChanges + "refuses connections that apps use with @('Force')",
                NoEngine
            ),
            (
                SiteUsage,
                SiteChanges + "changes nothing if the engine cannot be reached",
                NoEngine
            ),
            (Guides, SiteGuide + "2: $usage = Get-QlikDataConnection -Name CRM | Get-QlikDataConnectionUsage", NoEngine),
            (
                Guides,
                SiteGuide + "3: $usage | Where-Object -Property Category -EQ Unknown | Select-Object -Property AppName, AppOwnerName, Detail",
                NoEngine
            ),
            (Guides, SiteGuide + "4: Set-QlikDataConnection -Name CRM -NewName 'CRM 2026' -CheckUsage -WhatIf", NoEngine),
            (
                Guides,
                SiteGuide + "5: Remove-QlikDataConnection -Name CRM -UsageLimit 0 -Force -ErrorAction SilentlyContinue -ErrorVariable refused",
                NoEngine
            ),
            (Guides, SiteGuide + "6: $all = Get-QlikDataConnectionUsage", NoEngine),
            (
                Guides,
                SiteGuide + "7: Get-QlikDataConnectionUsage -NotUsedSince '2026-01-01' | Where-Object -Property Category -EQ NotSince |",
                NoEngine
            ),
            (
                Guides,
                SiteGuide + "8: (Get-QlikDataConnectionUsage -ResumePath ./usage.jsonl | Where-Object -Property Category -EQ Never).Count",
                NoEngine
            ),
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
