namespace QlikConnections.Client.Files;

/// <summary>A file that is replaced as a whole: readers, and a failed or interrupted writer, see the old content or the new.</summary>
internal static class ReplacedFile
{
    /// <summary>Writes a file beside the target and gives it the target's name when it is on disk.</summary>
    /// <param name="file">The target.</param>
    /// <param name="create">Creates the file beside it.</param>
    /// <param name="write">Writes the content. What it throws leaves the target as it was.</param>
    /// <param name="replaces">False to fail if the target exists when the content is written.</param>
    public static void Write(string file, Func<string, FileStream> create, Action<Stream> write, bool replaces = true)
    {
        var temporary = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = create(temporary))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
#if NET
            File.Move(temporary, file, overwrite: replaces);
#else
            if (replaces && File.Exists(file))
            {
                File.Replace(temporary, file, destinationBackupFileName: null);
            }
            else
            {
                File.Move(temporary, file);
            }
#endif
        }
        finally
        {
            DeleteUnused(temporary);
        }
    }

    /// <summary>The first failure is reported, not that of the cleaning up after it.</summary>
    private static void DeleteUnused(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
