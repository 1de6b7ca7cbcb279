using QlikConnections.Client.Recovery;
using QlikConnections.Shared;

namespace QlikConnections.Client.Files;

/// <summary>A file that is replaced as a whole: readers, and a failed or interrupted writer, see the old content or the new.</summary>
internal static class ReplacedFile
{
    private const string Temporary = ".tmp";
    private const int IdLength = 32;

    /// <summary>A file that is being written grows all the time.</summary>
    private static readonly TimeSpan Unused = TimeSpan.FromMinutes(10);

    /// <summary>Removes what a process that was killed left beside files. Two processes that write one file at the same time each have
    /// their own, so only old ones are removed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isOurs">Whether a name is that of a target.</param>
    public static void RemoveLeft(string folder, Func<string, bool> isOurs)
    {
        foreach (
            var left in Directory.GetFiles(folder, "*" + Temporary).Where(f => isOurs(TargetOf(Path.GetFileName(f)) ?? "") && IsOld(f))
        )
        {
            DeleteUnused(left);
        }
    }

    /// <summary>Writes a file beside the target and gives it the target's name when it is on disk.</summary>
    /// <param name="file">The target.</param>
    /// <param name="create">Creates the file beside it.</param>
    /// <param name="write">Writes the content. What it throws leaves the target as it was.</param>
    /// <param name="replaces">False to fail if the target exists when the content is written.</param>
    public static void Write(string file, Func<string, FileStream> create, Action<Stream> write, bool replaces = true)
    {
        var temporary = $"{file}.{Guid.NewGuid():N}{Temporary}";
        try
        {
            using (var stream = create(temporary))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            if (replaces)
            {
                FileReplacement.Move(temporary, file);
            }
            else if (!UnixFile.IsNamed(temporary, file))
            {
                File.Move(temporary, file);
            }
        }
        finally
        {
            DeleteUnused(temporary);
        }
    }

    /// <summary>Writes a file beside the target and gives it the target's name when it is on disk. It keeps the target's mode.</summary>
    /// <param name="file">The target.</param>
    /// <param name="write">Writes the content. What it throws leaves the target as it was.</param>
    public static void Write(string file, Action<Stream> write) => Write(file, path => Beside(file, path), write);

    /// <summary>Creates the file beside one that it will replace: only those who may read that one may read what replaces it.</summary>
    private static FileStream Beside(string file, string path)
    {
        var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
#if NET
        if (!OperatingSystem.IsWindows() && File.Exists(file))
        {
            File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(file));
        }
#endif
        return stream;
    }

    /// <summary>The name of the file that a temporary one was written beside; null if it is something else.</summary>
    private static string? TargetOf(string temporary)
    {
        var length = temporary.Length - 1 - IdLength - Temporary.Length;
        return length > 0 && temporary[length] == '.' && Guid.TryParseExact(temporary.Substring(length + 1, IdLength), "N", out _)
            ? temporary.Substring(0, length)
            : null;
    }

    private static bool IsOld(string file) => TimeProvider.System.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(file) > Unused;

    /// <summary>Deletes what is not needed. The failure before it is reported, not that of the cleaning up after it.</summary>
    public static void DeleteUnused(string temporary)
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
