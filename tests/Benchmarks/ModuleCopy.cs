using System.Text.RegularExpressions;

namespace QlikConnections.Benchmarks;

/// <summary>A copy of the packaged module without one of its parts, so that a run shows what that part costs at import.</summary>
internal sealed partial class ModuleCopy : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("module-copy").FullName;

    private ModuleCopy()
    {
        var source = Path.GetDirectoryName(BuildFacts.ModuleManifest)!;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_folder, "QlikConnections", Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public string Manifest => Path.Combine(_folder, "QlikConnections", "QlikConnections.psd1");

    /// <summary>Without the tables and lists.</summary>
    public static ModuleCopy WithoutViews()
    {
        var copy = new ModuleCopy();
        Change(copy.Manifest, FormatsLine());
        return copy;
    }

    /// <summary>The cmdlet assembly is loaded, but no cmdlet is taken from it.</summary>
    public static ModuleCopy WithoutCmdlets()
    {
        var copy = new ModuleCopy();
        Change(Path.ChangeExtension(copy.Manifest, ".psm1"), ImportOfCmdlets(), "$1");
        Change(Path.ChangeExtension(copy.Manifest, ".psm1"), RemovalLine());
        return copy;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Change(string file, Regex part, string replacement = "")
    {
        var text = File.ReadAllText(file);
        if (!part.IsMatch(text))
        {
            throw new InvalidOperationException($"{file} has no {part}.");
        }

        File.WriteAllText(file, part.Replace(text, replacement));
    }

    [GeneratedRegex(@"^\s*FormatsToProcess.*$", RegexOptions.Multiline)]
    private static partial Regex FormatsLine();

    [GeneratedRegex(@"Import-Module -Assembly (\$loader::Load\(.*\)) -PassThru")]
    private static partial Regex ImportOfCmdlets();

    [GeneratedRegex(@"^.*OnRemove.*$", RegexOptions.Multiline)]
    private static partial Regex RemovalLine();
}
