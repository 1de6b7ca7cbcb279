using System.Security.AccessControl;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// Whether a file can have come from somebody else: recovery files decide what is created and who gets it, so only those are followed
/// that nobody but the user can have written.
/// </summary>
internal static class FileTrust
{
#pragma warning disable CA1416 // the directory separator says that it is Windows

    /// <summary>True where files have access lists. Elsewhere .NET Framework's relatives have the classes for them, which fail.</summary>
    public static bool IsWindows => Path.DirectorySeparatorChar == '\\';

    /// <summary>Why what is in the folder may be somebody else's; null when it is not.</summary>
    public static string? AgainstFolder(string path) => Against(path, isFolder: true, mayBeRead: true);

    /// <summary>Why the file may be somebody else's; null when it is not.</summary>
    public static string? AgainstFile(string path) => Against(path, isFolder: false, mayBeRead: true);

    /// <summary>Why files in the folder may be read or changed by others; null when they may not. On Unix each file has a mode of its
    /// own.</summary>
    public static string? Exposure(string path) => Against(path, isFolder: true, mayBeRead: !IsWindows);

    /// <summary>True for a file with a content; false for folders, links, pipes and devices, which could hold up or mislead a
    /// reader.</summary>
    public static bool IsOrdinary(string path)
    {
        const FileAttributes special = FileAttributes.Directory | FileAttributes.Device | FileAttributes.ReparsePoint;
        return (File.GetAttributes(path) & special) == 0 && (IsWindows || UnixFile.At(path, followLink: false) is not { IsOrdinary: false });
    }

    /// <summary>
    /// True for what is a file with a content, at the path or where a link leads from there. Opening a pipe would wait for ever, and
    /// reading
    /// a device may come to no end.
    /// </summary>
    public static bool LeadsToFile(string path) =>
        IsWindows
            ? (File.GetAttributes(path) & (FileAttributes.Directory | FileAttributes.Device)) == 0
            : UnixFile.At(path, followLink: true) is not { IsOrdinary: false };

    /// <summary>Takes a folder that was just made away from everybody but the user. On Unix it was made so.</summary>
    public static void GiveToUserAlone(DirectoryInfo folder)
    {
        if (IsWindows)
        {
            WindowsFile.GiveToUserAlone(folder);
        }
    }

    private static string? Against(string path, bool isFolder, bool mayBeRead)
    {
        if (!IsWindows)
        {
            return UnixFile.At(path, followLink: isFolder) is not { } file ? QlikFailure.Message(nameof(Strings.TrustUnknown), path)
                : !file.IsOurs ? QlikFailure.Message(nameof(Strings.TrustOwner), path)
                : file.IsWritableByOthers && (isFolder || file.IsOrdinary) ? QlikFailure.Message(nameof(Strings.TrustWritable), path)
                : null;
        }

        try
        {
            return WindowsFile.Against(path, isFolder, mayBeRead);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException or PrivilegeNotHeldException)
        {
            return QlikFailure.Message(nameof(Strings.TrustUnknown), path);
        }
    }

#pragma warning restore CA1416
}
