using System.Security.AccessControl;
using System.Security.Principal;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// Whether a file can have come from somebody else: recovery files decide what is created and who gets it, so only those are followed
/// that nobody but the user can have written.
/// </summary>
internal static class FileTrust
{
    private const FileSystemRights WritingRights = FileSystemRights.WriteData | FileSystemRights.AppendData | FileSystemRights.Delete
        | FileSystemRights.DeleteSubdirectoriesAndFiles | FileSystemRights.ChangePermissions | FileSystemRights.TakeOwnership;

    /// <summary>True where files have access lists. On .NET Framework's relatives elsewhere the access-list classes exist and fail.</summary>
    public static bool IsWindows => Path.DirectorySeparatorChar == '\\';

    /// <summary>Why what is in the folder may be somebody else's; null when it is not.</summary>
    public static string? AgainstFolder(string path) => Against(path, isFolder: true, WritingRights);

    /// <summary>Why the file may be somebody else's; null when it is not.</summary>
    public static string? AgainstFile(string path) => Against(path, isFolder: false, WritingRights);

    /// <summary>Why files in the folder may be read or changed by others; null when they may not. On Unix each file has a mode of its own.</summary>
    public static string? Exposure(string path) => Against(path, isFolder: true, WritingRights | FileSystemRights.ReadData);

    /// <summary>True for a file with a content; false for folders, links, pipes and devices, which could hold up or mislead a reader.</summary>
    public static bool IsOrdinary(string path)
    {
        const FileAttributes special = FileAttributes.Directory | FileAttributes.Device | FileAttributes.ReparsePoint;
        return (File.GetAttributes(path) & special) == 0 && (IsWindows || UnixFile.At(path, followLink: false) is not { IsOrdinary: false });
    }

    private static string? Against(string path, bool isFolder, FileSystemRights rights)
    {
        if (IsWindows)
        {
            try
            {
#pragma warning disable CA1416 // the directory separator says so
                return AgainstOnWindows(path, isFolder, rights);
#pragma warning restore CA1416
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException or PrivilegeNotHeldException)
            {
                return QlikFailure.Message(nameof(Strings.TrustUnknown), path);
            }
        }

        return UnixFile.At(path, followLink: isFolder) is not { } file ? QlikFailure.Message(nameof(Strings.TrustUnknown), path)
            : !file.IsOurs ? QlikFailure.Message(nameof(Strings.TrustOwner), path)
            : file.IsWritableByOthers && (isFolder || file.IsOrdinary) ? QlikFailure.Message(nameof(Strings.TrustWritable), path)
            : null;
    }

#if NET
    [System.Runtime.Versioning.SupportedOSPlatform("windows")]
#endif
    private static string? AgainstOnWindows(string path, bool isFolder, FileSystemRights rights)
    {
        FileSystemSecurity security = isFolder ? new DirectoryInfo(path).GetAccessControl() : new FileInfo(path).GetAccessControl();
        using var user = WindowsIdentity.GetCurrent();
        SecurityIdentifier[] ours =
        [
            user.User!,
            new(WellKnownSidType.BuiltinAdministratorsSid, null),
            new(WellKnownSidType.LocalSystemSid, null),
            // Stands for who makes a file in the folder, whom the file's own check looks at.
            new(WellKnownSidType.CreatorOwnerSid, null),
            new("S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"), // TrustedInstaller
        ];
        if (!ours.Contains((SecurityIdentifier)security.GetOwner(typeof(SecurityIdentifier))!))
        {
            return QlikFailure.Message(nameof(Strings.TrustOwner), path);
        }

        return security.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier)).Cast<FileSystemAccessRule>().Any(r =>
            r.AccessControlType == AccessControlType.Allow && (r.FileSystemRights & rights) != 0
            && (r.PropagationFlags & PropagationFlags.InheritOnly) == 0 && !ours.Contains((SecurityIdentifier)r.IdentityReference))
            ? QlikFailure.Message(rights == WritingRights ? nameof(Strings.TrustWritable) : nameof(Strings.TrustReadable), path)
            : null;
    }
}
