namespace QlikConnections.Shared;

/// <summary>Replaces a file by another in one step, so that a reader finds the old one or the new one.</summary>
internal static class FileReplacement
{
    /// <summary>Gives a file the name of another one, which need not exist.</summary>
    public static void Move(string file, string target)
    {
#if NET
        File.Move(file, target, overwrite: true);
#else
        if (!File.Exists(target))
        {
            try
            {
                File.Move(file, target);
                return;
            }
            catch (IOException) when (File.Exists(target))
            {
                // Another process has created it a moment ago.
            }
        }

        File.Replace(file, target, destinationBackupFileName: null);
#endif
    }
}
