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
    public Func<string, FileStream> NewFile { get; init; } = path => OpenAlone(path, FileMode.CreateNew, FileOptions.None);

    /// <summary>Why what is in the folder may be somebody else's; null when it is not, or there is no folder.</summary>
    public string? Doubt => Directory.Exists(Path) ? FileTrust.AgainstFolder(Path) : null;

    /// <summary>Why what is put in the folder may be read or changed by others; null when it may not, or there is no folder.</summary>
    public string? Exposure => Directory.Exists(Path) ? FileTrust.Exposure(Path) : null;

    /// <summary>Reads one of the files.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="allowUntrusted">True to read what may be somebody else's.</param>
    /// <exception cref="QlikException">It may be somebody else's, or cannot be read.</exception>
    public RecoveryContent Read(string file, bool allowUntrusted)
    {
        if (!allowUntrusted && (Doubt ?? FileTrust.AgainstFile(file)) is { } doubt)
        {
            throw QlikFailure.Create(nameof(Strings.QlikRecoveryUntrusted), file, doubt);
        }

        return RecoveryFile.Read(file);
    }

    /// <summary>What is named like a recovery file, the oldest first; nothing when there is no such folder.</summary>
    /// <exception cref="QlikException">The folder cannot be read.</exception>
    public IReadOnlyList<string> Files()
    {
        try
        {
            // Also what is no file: it is reported, not passed over.
            return Directory.Exists(Path)
                ? [.. Directory.GetFileSystemEntries(Path, "*" + Extension).Where(f => f.EndsWith(Extension, StringComparison.Ordinal)).OrderBy(f => f, StringComparer.Ordinal)]
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw QlikFailure.Create(nameof(Strings.QlikRecoveryDamaged), Path, exception.Message);
        }
    }

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
        FileTrust.GiveToUserAlone(new DirectoryInfo(Path));
    }

    private static string Default() =>
        // Without DoNotVerify the answer is empty on a Unix account that has no such folder yet.
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
            ? System.IO.Path.Combine(data, "QlikConnections", "recovery")
            : throw QlikFailure.Create(nameof(Strings.QlikRecoveryUnwritable), "", Strings.RecoveryNoHome);

    /// <summary>Opens a file that nobody else has open, and that only the user can read when it is made by it.</summary>
    public static FileStream OpenAlone(string path, FileMode mode, FileOptions options)
    {
#if NET
        var how = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None, Options = options };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, how);
#else
        return new FileStream(path, mode, FileAccess.Write, FileShare.None, bufferSize: 4096, options);
#endif
    }
}
