using System.Reflection;

namespace QlikConnections.Loader;

/// <summary>
/// Decides which assembly requests a folder may answer on Windows PowerShell, where there are no load contexts.
/// Pure, so that the rules are tested on every platform.
/// </summary>
internal static class IsolatedFolderRule
{
    /// <summary>Whether the folder's candidate may answer the request.</summary>
    /// <param name="requested">What is asked for.</param>
    /// <param name="candidate">The assembly of that short name in the folder, or this one; null when there is none.</param>
    /// <param name="requesterPath">Where the asking assembly was loaded from; null or empty when unknown.</param>
    /// <param name="folder">The folder of our private assemblies.</param>
    public static bool MayAnswer(AssemblyName requested, AssemblyName? candidate, string? requesterPath, string folder)
    {
        if (candidate is null || !string.Equals(candidate.Name, requested.Name, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // Requests of strangers are theirs to answer. An unknown requester is ours only when it asks for a name no other module has.
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
