using System.Security.AccessControl;
using System.Security.Principal;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// The folder of the recovery files: of one user, readable by nobody else. Files in it are never deleted by the module.
/// </summary>
/// <param name="path">The folder; null for the one in the user's local application data.</param>
internal sealed class RecoveryFolder(string? path)
{
    /// <summary>The environment variable that names another folder.</summary>
    public const string Variable = "QLIKCONNECTIONS_RECOVERY_PATH";

    /// <summary>How the names of recovery files end.</summary>
    public const string Extension = ".recovery.jsonl";

    /// <summary>The folder's path.</summary>
    /// <exception cref="QlikException">The user has no folder for application data, and none was named.</exception>
    public string Path { get; } = path is null ? Default() : System.IO.Path.GetFullPath(path);

    /// <summary>Makes a file that only the user can read; tests put a full disk in its place.</summary>
    public Func<string, FileStream> NewFile { get; init; } = Open;

    /// <summary>The recovery files, the oldest first; none when there is no such folder.</summary>
    public IReadOnlyList<string> Files() =>
        Directory.Exists(Path) ? [.. Directory.GetFiles(Path, "*" + Extension).OrderBy(f => f, StringComparer.Ordinal)] : [];

    /// <summary>Makes the folder, for the user alone, unless it is there.</summary>
    public void Create()
    {
        if (Directory.Exists(Path))
        {
            return;
        }
#if NET
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return;
        }
#endif
        Directory.CreateDirectory(Path);
        GiveToUserAlone(new DirectoryInfo(Path));
    }

    private static string Default() =>
        // Without DoNotVerify the answer is empty on a Unix account that has no such folder yet.
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
            ? System.IO.Path.Combine(data, "QlikConnections", "recovery")
            : throw QlikFailure.Create(nameof(Strings.QlikRecoveryUnwritable), "", Strings.RecoveryNoHome);

    private static FileStream Open(string path)
    {
#if NET
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
#else
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
#endif
    }

#if NET
    [System.Runtime.Versioning.SupportedOSPlatform("windows")]
#endif
    private static void GiveToUserAlone(DirectoryInfo folder)
    {
        using var user = WindowsIdentity.GetCurrent();
        var security = new DirectorySecurity();
        // Nothing is inherited from above; what is in the folder inherits from it.
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(
            user.User!, FileSystemRights.FullControl, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit, PropagationFlags.None, AccessControlType.Allow));
        folder.SetAccessControl(security);
    }
}
