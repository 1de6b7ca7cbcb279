using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using QlikConnections.Client.Files;
using QlikConnections.Client.Journal;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// What one run of a cmdlet is about to delete or rebuild in one session, and its progress: a header, one line for each connection, and one
/// line for each completed step. One file for a run, because writing thousands of files would take longer than the deletion itself. Header
/// and connections are written to a temporary file that replaces the file when it is on disk; steps are appended. If a crash cut off the
/// last line, the state of that step is unknown.
/// </summary>
public sealed class RecoveryFile
{
    /// <summary>The version of the format. A later one may use the same members with another meaning.</summary>
    public const int Version = 2;

    /// <summary>The oldest version that can be read. In the first one, a secret in a connect statement was replaced by asterisks.</summary>
    public const int OldestVersion = 1;

    private const int MegaByte = 1024 * 1024;

    /// <summary>Enough for more than a hundred thousand connections.</summary>
    private const long Largest = 256L * MegaByte;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TimeProvider _time;

    private RecoveryFile(string path, TimeProvider time)
    {
        Path = path;
        _time = time;
    }

    /// <summary>The path of the file.</summary>
    public string Path { get; }

    /// <summary>The message about what was written to it before a deletion.</summary>
    /// <param name="count">How many connections.</param>
    /// <param name="session">The name of their session.</param>
    public string Kept(int count, string session) =>
        QlikFailure.Message(
            nameof(Strings.RecoveryKept),
            count == 1 ? Strings.ConnectionsOne : QlikFailure.Message(nameof(Strings.ConnectionsMany), count),
            session,
            Path);

    /// <summary>Its folder.</summary>
    public RecoveryFolder Folder => new(System.IO.Path.GetDirectoryName(Path));

    /// <summary>Writes the connections. They are on disk when this returns.</summary>
    /// <exception cref="QlikException">They cannot be written, so nothing must be deleted.</exception>
    public static RecoveryFile Write(
        RecoveryFolder folder,
        QlikSession session,
        QlikRecoveryReason reason,
        IEnumerable<QlikDataConnection> connections,
        RebuildPlan? plan = null
    )
    {
        var images = connections.Select(ConnectionSnapshot.ToJson).ToArray();
        var written = folder.Time.GetUtcNow();
        var name = string.Format(CultureInfo.InvariantCulture, "{0:yyyyMMdd'T'HHmmss'Z'}-{1}-{2:N}", written, reason, Guid.NewGuid());
        var file = new RecoveryFile(System.IO.Path.Combine(folder.Path, name + RecoveryFolder.Extension), folder.Time);
        var header = new JsonObject
        {
            ["record"] = "header",
            ["format"] = "QlikConnections recovery",
            ["version"] = Version,
            ["reason"] = reason.ToString(),
            ["platform"] = session.Platform.ToString(),
            ["session"] = session.Name,
            ["tenant"] = session.Uri.AbsoluteUri,
            ["written"] = written.ToString("O", CultureInfo.InvariantCulture),
            ["count"] = images.Length,
        };
        if (plan is not null)
        {
            header["temporaryName"] = plan.TemporaryName;
            header["newDataSourceId"] = plan.DataSourceId;
        }

        try
        {
            folder.Create();
            file.Write([header, .. images], folder.NewFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder.Path, exception);
        }

        ChangeJournal.Current?.Kept(session, file.Path);
        return file;
    }

    /// <summary>The file at a path, for another step.</summary>
    public static RecoveryFile At(string path) => new(path, TimeProvider.System);

    /// <summary>Writes a completed step. It is on disk when this returns.</summary>
    /// <param name="step">The step.</param>
    /// <param name="ids">The connections of the step.</param>
    /// <param name="newId">The connection that the step created.</param>
    /// <returns>How many bytes were added to the file.</returns>
    /// <exception cref="QlikException">It cannot be written.</exception>
    public long Append(RecoveryStep step, IEnumerable<Guid> ids, Guid? newId = null)
    {
        var line = new JsonObject
        {
            ["record"] = "step",
            ["step"] = step.ToString(),
            ["ids"] = new JsonArray([.. ids.Select(i => (JsonNode?)JsonValue.Create(i.ToString("D")))]),
            ["newId"] = newId?.ToString("D"),
            ["at"] = _time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
        };
        try
        {
            using var stream = OpenToAppend();
            // A line that a crash cut off must not damage the next line.
            var isTorn = stream.Length > 0 && stream.Seek(-1, SeekOrigin.End) >= 0 && stream.ReadByte() != '\n';
            stream.Seek(0, SeekOrigin.End);
            var bytes = Utf8.GetBytes((isTorn ? "\n" : "") + line.ToJsonString(Readable) + "\n");
            stream.Write(bytes, 0, bytes.Length);
            stream.Flush(flushToDisk: true);
            return bytes.Length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(Path, exception);
        }
    }

    /// <summary>Writes that connections were deleted. They are saved on disk, so it is no failure of the deletion if this cannot be
    /// written.</summary>
    /// <param name="deleted">The connections; empty for none.</param>
    /// <param name="warn">Takes a warning.</param>
    public void AppendRemoved(IReadOnlyCollection<Guid> deleted, Action<string> warn)
    {
        try
        {
            if (deleted.Count > 0)
            {
                Append(RecoveryStep.Removed, deleted);
            }
        }
        catch (QlikException failure)
        {
            warn(QlikFailure.Message(nameof(Strings.RecoveryStepUnwritten), failure.Message));
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="QlikException">The file is not a recovery file, is of a later version, damaged as a whole, or cannot be
    /// read.</exception>
    internal static RecoveryContent Read(string path)
    {
        try
        {
            if (!FileTrust.IsOrdinary(path))
            {
                throw new FormatException(Strings.RecoveryNoFile);
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return stream.Length <= Largest
                ? RecoveryReading.Read(path, BoundedLines.Of(stream))
                : throw new FormatException(QlikFailure.Message(nameof(Strings.RecoveryTooLarge), Largest / MegaByte));
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw QlikFailure.Create(nameof(Strings.QlikRecoveryDamaged), path, exception.Message);
        }
    }

    /// <summary>Another process may be adding a step for another connection, which takes a moment.</summary>
    private FileStream OpenToAppend()
    {
        const int attempts = 50;
        var pause = TimeSpan.FromMilliseconds(20);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (exception.GetType() == typeof(IOException) && attempt < attempts && File.Exists(Path))
            {
                Thread.Sleep(pause);
            }
        }
    }

    /// <summary>The error for a path where no recovery file can be written.</summary>
    public static QlikException Unwritable(string path, Exception exception) => new(
        nameof(Strings.QlikRecoveryUnwritable),
        QlikFailure.Message(nameof(Strings.QlikRecoveryUnwritable), path, exception.Message),
        QlikFailure.Action(nameof(Strings.QlikRecoveryUnwritable)),
        exception);

    private void Write(IEnumerable<JsonObject> lines, Func<string, FileStream> open) =>
        ReplacedFile.Write(
            Path,
            open,
            stream =>
            {
                foreach (var line in lines)
                {
                    var bytes = Utf8.GetBytes(line.ToJsonString(Readable) + "\n");
                    stream.Write(bytes, 0, bytes.Length);
                }
            }
        );
}
