namespace QlikConnections.Client.Recovery;

/// <summary>Creates folders of one user.</summary>
internal static class PrivateFolder
{
    /// <summary>Creates the folder, with access for the user only, unless it exists.</summary>
    public static void Create(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }
#if NET
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return;
        }
#endif
        Directory.CreateDirectory(path);
        FileTrust.GiveToUserAlone(new DirectoryInfo(path));
    }
}
