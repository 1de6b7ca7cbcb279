using Xunit;

namespace QlikConnections.PesterSuite;

/// <summary>The suite on the package as it is.</summary>
public sealed class CoreBuild(CoreBuild.Row row) : IClassFixture<CoreBuild.Row>
{
    [Theory]
    [MemberData(nameof(PesterRow.Files), MemberType = typeof(PesterRow))]
    public void EveryTestOfTheFile_Passes(string file) => row.Run(file);

    public sealed class Row : PesterRow
    {
        private protected override string Name => "Pester suite on the build for PowerShell 7 (bin-Core)";

        private protected override string Module => PesterFile.Module;
    }
}
