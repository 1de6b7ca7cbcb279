namespace QlikConnections.Benchmarks;

/// <summary>The least that a binary module can be: a manifest and an assembly with one cmdlet.</summary>
internal sealed class EmptyModule : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("empty-module").FullName;

    public EmptyModule()
    {
        var assembly = Path.Combine(_folder, "Empty.dll");
        Shell.Run(
            [
                "-Command",
                $$"""
                Add-Type -OutputAssembly '{{assembly}}' -OutputType Library -TypeDefinition 'using System.Management.Automation; [Cmdlet("Get", "Nothing")] public sealed class GetNothingCommand : PSCmdlet { }'
                New-ModuleManifest -Path '{{Manifest}}' -RootModule Empty.dll -CmdletsToExport Get-Nothing -FunctionsToExport @() -AliasesToExport @() -VariablesToExport @()
                """,
            ],
            null
        );
    }

    public string Manifest => Path.Combine(_folder, "Empty.psd1");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
