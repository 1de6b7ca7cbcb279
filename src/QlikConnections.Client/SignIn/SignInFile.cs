using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.SignIn;

/// <summary>Reads a small file that a user names for a sign-in. It may be anything: a folder, a device, or much too large.</summary>
internal static class SignInFile
{
    /// <summary>The whole content; at least one byte.</summary>
    /// <param name="path">The file, or a link to one.</param>
    /// <param name="largestKB">The largest size that is read, in KB.</param>
    /// <param name="errorId">The error for a file that cannot be used. Its text takes the path and the reason.</param>
    /// <exception cref="QlikException">There is no such file, it is not a file, it is empty, or it is too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static byte[] Read(string path, int largestKB, string errorId)
    {
        if (!File.Exists(path))
        {
            throw QlikFailure.Create(errorId, path, Directory.Exists(path) ? Strings.RecoveryNoFile : Strings.NoSuchFile);
        }

        if (!FileTrust.LeadsToFile(path))
        {
            throw QlikFailure.Create(errorId, path, Strings.RecoveryNoFile);
        }

        return new FileInfo(path).Length switch
        {
            0 => throw QlikFailure.Create(errorId, path, Strings.FileEmpty),
            var length when length > largestKB * 1024L =>
                throw QlikFailure.Create(errorId, path, QlikFailure.Message(nameof(Strings.FileOverKB), largestKB)),
            _ => File.ReadAllBytes(path),
        };
    }

    /// <summary>The text in a file, without the mark of its encoding. Windows PowerShell writes files in UTF-16 with a mark.</summary>
    public static string Text(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content), detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }
}
