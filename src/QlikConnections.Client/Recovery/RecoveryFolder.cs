namespace QlikConnections.Client.Recovery;

/// <summary>
/// The folder of the recovery files: of one user, and not readable for others. The module never deletes files in it.
/// </summary>
/// <param name="path">The folder; null for the one in the user's local application data.</param>
public sealed class RecoveryFolder(string? path)
{
    /// <summary>The environment variable that names another folder.</summary>
    public const string Variable = "QLIKCONNECTIONS_RECOVERY_PATH";

    /// <summary>How the names of recovery files end.</summary>
    public const string Extension = ".recovery.jsonl";

    /// <summary>The folder's path.</summary>
    /// <exception cref="QlikException">The user has no folder for application data, and none was named.</exception>
    public string Path { get; } = path is null ? Default() : System.IO.Path.GetFullPath(path);

    /// <summary>
    /// The folder of the user's locks, whatever recovery folder is used; null for an account without a folder for application data.
    /// </summary>
    public static RecoveryFolder? Locks => Own("locks") is { } path ? new RecoveryFolder(path) : null;

    /// <summary>The clock of the times in the files.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Creates a file that only the user can read; tests replace it to simulate a full disk.</summary>
    public Func<string, FileStream> NewFile { get; init; } = path => OpenAlone(path, FileMode.CreateNew, FileOptions.None);

    /// <summary>Why files in the folder may come from another user; null if they cannot, or there is no folder.</summary>
    public string? Doubt => Directory.Exists(Path) ? FileTrust.AgainstFolder(Path) : null;

    /// <summary>Why other users can read or change files in the folder; null if they cannot, or there is no folder.</summary>
    public string? Exposure => Directory.Exists(Path) ? FileTrust.Exposure(Path) : null;

    /// <summary>Reads one of the files.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="allowUntrusted">True to read a file that may come from another user.</param>
    /// <exception cref="QlikException">It may come from another user, or cannot be read.</exception>
    public RecoveryContent Read(string file, bool allowUntrusted)
    {
        if (!allowUntrusted && (Doubt ?? FileTrust.AgainstFile(file)) is { } doubt)
        {
            throw QlikFailure.Create(nameof(Strings.QlikRecoveryUntrusted), file, doubt);
        }

        return RecoveryFile.Read(file);
    }

    /// <summary>Files named like recovery files, the oldest first; none if there is no such folder.</summary>
    /// <exception cref="QlikException">The folder cannot be read.</exception>
    public IReadOnlyList<string> Files()
    {
        try
        {
            // Also entries that are not files: they are reported, not skipped.
            return Directory.Exists(Path)
                ?
                [
                    .. Directory
                        .GetFileSystemEntries(Path, "*" + Extension)
                        .Where(f => f.EndsWith(Extension, StringComparison.Ordinal))
                        .OrderBy(f => f, StringComparer.Ordinal),
                ]
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw QlikFailure.Create(nameof(Strings.QlikRecoveryDamaged), Path, exception.Message);
        }
    }

    /// <summary>Creates the folder, with access for the user only, unless it exists.</summary>
    public void Create() => PrivateFolder.Create(Path);

    private static string Default() =>
        Own("recovery") ?? throw QlikFailure.Create(nameof(Strings.QlikRecoveryUnwritable), "", Strings.RecoveryNoHome);

    /// <summary>A folder in the user's application data.</summary>
    private static string? Own(string name) =>
        // Without DoNotVerify the result is empty for a Unix account that has no such folder yet.
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify)
            is { Length: > 0 } data
            ? System.IO.Path.Combine(data, "QlikConnections", name)
            : null;

    /// <summary>Opens a file exclusively, without a buffer: what could not be written must not be written again when it is closed. A new
    /// file can be read by the user only.</summary>
    public static FileStream OpenAlone(string path, FileMode mode, FileOptions options, FileAccess access = FileAccess.Write)
    {
#if NET
        var how = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.None, Options = options, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, how);
#else
        return new FileStream(path, mode, access, FileShare.None, bufferSize: 1, options);
#endif
    }
}
