using System.Security.AccessControl;
using System.Security.Principal;

namespace QlikConnections.Client.Recovery;

/// <summary>The owner of a file and who can write to it, on Windows.</summary>
#if NET
[System.Runtime.Versioning.SupportedOSPlatform("windows")]
#endif
internal static class WindowsFile
{
    private const string TrustedInstaller = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";

    private const FileSystemRights Writing = FileSystemRights.WriteData | FileSystemRights.AppendData | FileSystemRights.Delete
        | FileSystemRights.DeleteSubdirectoriesAndFiles | FileSystemRights.ChangePermissions | FileSystemRights.TakeOwnership;

    /// <summary>Why a file or folder is not trusted; null if it is.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="isFolder">True for a folder.</param>
    /// <param name="mayBeRead">False if others must not read it.</param>
    public static string? Against(string path, bool isFolder, bool mayBeRead)
    {
        FileSystemSecurity security = isFolder ? new DirectoryInfo(path).GetAccessControl() : new FileInfo(path).GetAccessControl();
        using var user = WindowsIdentity.GetCurrent();
        SecurityIdentifier[] ours =
        [
            user.User!,
            new(WellKnownSidType.BuiltinAdministratorsSid, null),
            new(WellKnownSidType.LocalSystemSid, null),
            // Represents the creator of a file in the folder, who is checked with the file.
            new(WellKnownSidType.CreatorOwnerSid, null),
            new(TrustedInstaller),
        ];
        if (!ours.Contains((SecurityIdentifier)security.GetOwner(typeof(SecurityIdentifier))!))
        {
            return QlikFailure.Message(nameof(Strings.TrustOwner), path);
        }

        var rights = mayBeRead ? Writing : Writing | FileSystemRights.ReadData;
        return security
            .GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier))
            .Cast<FileSystemAccessRule>()
            .Any(r =>
                r.AccessControlType == AccessControlType.Allow
                && (r.FileSystemRights & rights) != 0
                && (r.PropagationFlags & PropagationFlags.InheritOnly) == 0
                && !ours.Contains((SecurityIdentifier)r.IdentityReference)
            )
            ? QlikFailure.Message(mayBeRead ? nameof(Strings.TrustWritable) : nameof(Strings.TrustReadable), path)
            : null;
    }

    /// <summary>Removes the access of all other users to a folder and its future content.</summary>
    public static void GiveToUserAlone(DirectoryInfo folder)
    {
        using var user = WindowsIdentity.GetCurrent();
        var security = new DirectorySecurity();
        // Nothing is inherited from the parent; the content inherits from the folder.
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(
            new FileSystemAccessRule(
                user.User!,
                FileSystemRights.FullControl,
                InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit,
                PropagationFlags.None,
                AccessControlType.Allow
            )
        );
        folder.SetAccessControl(security);
    }
}
