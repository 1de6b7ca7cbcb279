using System.Security.AccessControl;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// Whether another user can have written a file. Recovery files decide what is created and who owns it, so only files that no other user
/// can have written are used.
/// </summary>
public static class FileTrust
{
#pragma warning disable CA1416 // the directory separator says that it is Windows

    /// <summary>True where files have access lists. On other systems the classes exist in Mono but fail.</summary>
    public static bool IsWindows => Path.DirectorySeparatorChar == '\\';

    /// <summary>Why files in the folder may come from another user; null if they cannot.</summary>
    public static string? AgainstFolder(string path) => Against(path, isFolder: true, mayBeRead: true);

    /// <summary>Why the file may come from another user; null if it cannot.</summary>
    public static string? AgainstFile(string path) => Against(path, isFolder: false, mayBeRead: true);

    /// <summary>Why other users can read or change files in the folder; null if they cannot. On Unix each file has its own mode.</summary>
    public static string? Exposure(string path) => Against(path, isFolder: true, mayBeRead: !IsWindows);

    /// <summary>Why other users can read or change the file, or the target of a link; null if they cannot.</summary>
    public static string? AgainstSecret(string path)
    {
        if (IsWindows)
        {
            return Against(path, isFolder: false, mayBeRead: false);
        }

        return UnixFile.At(path, followLink: true) switch
        {
            null => QlikFailure.Message(nameof(Strings.TrustUnknown), path),
            { IsOurs: false } => QlikFailure.Message(nameof(Strings.TrustOwner), path),
            { IsWritableByOthers: true } => QlikFailure.Message(nameof(Strings.TrustWritable), path),
            { IsReadableByOthers: true } => QlikFailure.Message(nameof(Strings.SecretReadable), path),
            _ => null,
        };
    }

    /// <summary>True for a regular file; false for folders, links, pipes and devices, which could block or mislead a reader.</summary>
    public static bool IsOrdinary(string path)
    {
        const FileAttributes special = FileAttributes.Directory | FileAttributes.Device | FileAttributes.ReparsePoint;
        return (File.GetAttributes(path) & special) == 0
            && (IsWindows || UnixFile.At(path, followLink: false) is not { IsOrdinary: false });
    }

    /// <summary>
    /// True for a regular file, at the path or at the target of a link. Opening a pipe could wait forever, and reading a device may never
    /// end.
    /// </summary>
    public static bool LeadsToFile(string path) =>
        IsWindows
            ? (File.GetAttributes(path) & (FileAttributes.Directory | FileAttributes.Device)) == 0
            : UnixFile.At(path, followLink: true) is not { IsOrdinary: false };

    /// <summary>Removes the access of all other users to a new folder. On Unix it is created this way.</summary>
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
                : isFolder ? UnixPath.Against(Path.GetFullPath(path))
                : null;
        }

        try
        {
            return WindowsFile.Against(path, isFolder, mayBeRead);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or InvalidOperationException or PrivilegeNotHeldException)
        {
            return QlikFailure.Message(nameof(Strings.TrustUnknown), path);
        }
    }

#pragma warning restore CA1416
}
