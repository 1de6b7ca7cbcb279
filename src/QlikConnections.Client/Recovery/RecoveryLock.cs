namespace QlikConnections.Client.Recovery;

/// <summary>
/// Prevents two processes from rebuilding or restoring the same connection at the same time: those of one user, whatever recovery folders
/// they use, and those of several users or computers that share a folder. The operating system holds the lock on the open files, so it ends
/// with the process; a file that is left over locks nothing.
/// </summary>
internal sealed class RecoveryLock : IDisposable
{
    private readonly FileStream? _own;
    private readonly FileStream _shared;

    private RecoveryLock(FileStream? own, FileStream shared)
    {
        _own = own;
        _shared = shared;
    }

    /// <summary>Takes the lock of a connection.</summary>
    /// <exception cref="QlikException">Another process has it, or the file cannot be created.</exception>
    public static RecoveryLock Take(RecoveryFolder folder, QlikDataConnection connection)
    {
        var own = TakeOwn(connection);
        try
        {
            return new RecoveryLock(own, Open(folder, connection));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            own?.Dispose();
            throw RecoveryFile.Unwritable(folder.Path, exception);
        }
        catch (QlikException)
        {
            own?.Dispose();
            throw;
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose()
    {
        _shared.Dispose();
        _own?.Dispose();
    }

    /// <summary>
    /// In the user's own folder; null for an account that has none or may not write there, as those of services: then the recovery folder
    /// alone counts.
    /// </summary>
    private static FileStream? TakeOwn(QlikDataConnection connection)
    {
        if (RecoveryFolder.Locks is not { } folder)
        {
            return null;
        }

        try
        {
            return Open(folder, connection);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static FileStream Open(RecoveryFolder folder, QlikDataConnection connection)
    {
        var path = Path.Combine(folder.Path, connection.Id.ToString("N") + ".lock");
        folder.Create();
        try
        {
            return RecoveryFolder.OpenAlone(path, FileMode.OpenOrCreate, FileOptions.DeleteOnClose);
        }
        // There is no separate exception for a file that another process has open; if the folder is missing, full or forbidden, there is no
        // file.
        catch (IOException exception) when (exception.GetType() == typeof(IOException) && File.Exists(path))
        {
            throw QlikFailure.Create(nameof(Strings.QlikRecoveryBusy), connection.Name);
        }
    }
}
