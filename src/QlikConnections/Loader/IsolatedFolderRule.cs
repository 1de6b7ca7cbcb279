using System.Reflection;

namespace QlikConnections.Loader;

/// <summary>
/// Decides which assembly requests are resolved from a folder on Windows PowerShell, where there are no load contexts. A pure function, so
/// that the rules can be tested on every platform.
/// </summary>
internal static class IsolatedFolderRule
{
    /// <summary>Whether the request is resolved with the folder's candidate.</summary>
    /// <param name="requested">The requested assembly.</param>
    /// <param name="candidate">The assembly with that short name in the folder, or this one; null if there is none.</param>
    /// <param name="requesterPath">Where the requesting assembly was loaded from; null or empty if unknown.</param>
    /// <param name="folder">The folder of our private assemblies.</param>
    public static bool MayAnswer(AssemblyName requested, AssemblyName? candidate, string? requesterPath, string folder)
    {
        if (candidate is null || !string.Equals(candidate.Name, requested.Name, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // Other modules resolve their own requests. An unknown requester is treated as ours only if it asks for a name that no other module
        // has.
        var ours = string.IsNullOrEmpty(requesterPath)
            ? (requested.Name! + ".").StartsWith("QlikConnections.", StringComparison.OrdinalIgnoreCase)
            : IsBelow(folder, requesterPath!);
        return ours
            && SameKey(requested.GetPublicKeyToken(), candidate.GetPublicKeyToken())
            && (requested.Version is null || candidate.Version >= requested.Version);
    }

    private static bool IsBelow(string folder, string path) =>
        string.Equals(
            Path.GetFullPath(Path.GetDirectoryName(path)!),
            Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar),
            StringComparison.OrdinalIgnoreCase);

    private static bool SameKey(byte[]? requested, byte[]? candidate) =>
        (requested ?? []).SequenceEqual(candidate ?? []);
}
