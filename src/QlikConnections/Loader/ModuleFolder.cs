namespace QlikConnections.Loader;

/// <summary>
/// Whether the module was copied completely. Assemblies are loaded when they are first needed, and the error for a missing one names
/// neither the module nor what to do.
/// </summary>
internal static class ModuleFolder
{
    /// <summary>The file that lists our private assemblies, in the same folder; the build writes it.</summary>
    public const string List = "assemblies.txt";

    /// <summary>A file that is missing from the folder of our private assemblies, or empty; null when there is none.</summary>
    public static string? Missing(string folder)
    {
        var list = Path.Combine(folder, List);
        return File.Exists(list)
            ? Array.Find(File.ReadAllLines(list), name => new FileInfo(Path.Combine(folder, name)) is not { Exists: true, Length: > 0 })
            : List;
    }
}
