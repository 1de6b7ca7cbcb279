namespace QlikConnections.Client.Recovery;

/// <summary>
/// Prevents two processes with the same recovery folder from rebuilding or restoring the same connection at the same time. The operating
/// system holds the lock on the open file, so it ends with the process; a file that is left over locks nothing.
/// </summary>
internal sealed class RecoveryLock : IDisposable
{
    private readonly FileStream _file;

    private RecoveryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a connection.</summary>
    /// <exception cref="QlikException">Another process has it, or the file cannot be created.</exception>
    public static RecoveryLock Take(RecoveryFolder folder, QlikDataConnection connection)
    {
        var path = System.IO.Path.Combine(folder.Path, connection.Id.ToString("N") + ".lock");
        try
        {
            folder.Create();
            return new RecoveryLock(RecoveryFolder.OpenAlone(path, FileMode.OpenOrCreate, FileOptions.DeleteOnClose));
        }
        // There is no separate exception for a file that another process has open; if the folder is missing, full or forbidden, there is no
        // file.
        catch (IOException exception) when (exception.GetType() == typeof(IOException) && File.Exists(path))
        {
            throw QlikFailure.Create(nameof(Strings.QlikRecoveryBusy), connection.Name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RecoveryFile.Unwritable(folder.Path, exception);
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose() => _file.Dispose();
}
