using System.Globalization;
using System.Text.RegularExpressions;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Journal;

/// <summary>
/// The folder of the journals, in that of the recovery files. Only files with the name of a journal are ever deleted in it, when they are
/// older than <see cref="Days"/> or the folder has become too large.
/// </summary>
/// <param name="recovery">The folder of the recovery files.</param>
public sealed class JournalFolder(RecoveryFolder recovery)
{
    /// <summary>How the names of journals end.</summary>
    public const string Extension = ".journal.jsonl";

    /// <summary>The most that all journals together have; the oldest are deleted first.</summary>
    public const long LargestFolder = 256L * 1024 * 1024;

    /// <summary>How long journals are kept if nothing else is said.</summary>
    public const int UsualDays = 90;

    private const int MostDays = 36500;
    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff'Z'";
    private static readonly Regex RunName = new("^[0-9]{8}T[0-9]{9}Z-[0-9a-f]{8}$", RegexOptions.CultureInvariant);

    private readonly RecoveryFolder _files = new(System.IO.Path.Combine(recovery.Path, "journal"))
    {
        Time = recovery.Time,
        NewFile = recovery.NewFile,
    };

    /// <summary>The folder's path.</summary>
    public string Path => _files.Path;

    /// <summary>The folder of the recovery files.</summary>
    public RecoveryFolder Recovery => recovery;

    /// <summary>The clock of the times in the files.</summary>
    public TimeProvider Time => recovery.Time;

    /// <summary>Why files in the folder may come from another user; null if they cannot, or there is no folder.</summary>
    public string? Doubt => _files.Doubt;

    /// <summary>Why other users can read or change files in the folder; null if they cannot, or there is no folder.</summary>
    public string? Exposure => _files.Exposure;

    /// <summary>How long journals are kept.</summary>
    public int Days { get; init; } = UsualDays;

    /// <summary>How many bytes the journals may have together.</summary>
    public long Largest { get; init; } = LargestFolder;

    /// <summary>A new id for a run: the time, so that names sort by it, and a random part.</summary>
    public static string NewRun(DateTimeOffset now) =>
        now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture) + "-" + Guid.NewGuid().ToString("N").Substring(0, 8);

    /// <summary>Whether a text has the form of a run's id.</summary>
    public static bool IsRun(string text) => RunName.IsMatch(text);

    /// <summary>The run of a journal, by the file's name; null for other files.</summary>
    public static string? RunOf(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        var end = name.LastIndexOf('-');
        return name.EndsWith(Extension, StringComparison.Ordinal) && end > 0 && IsRun(name.Substring(0, end))
            ? name.Substring(0, end)
            : null;
    }

    /// <summary>When a run began, by its id.</summary>
    public static DateTimeOffset StartOf(string run) =>
        DateTimeOffset.TryParseExact(
            run.Substring(0, run.IndexOf('-')),
            TimeFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time)
            ? time
            : DateTimeOffset.MinValue;

    /// <summary>A new file, which only the user can read.</summary>
    /// <param name="run">The run.</param>
    /// <param name="number">The number of the session in the run.</param>
    public FileStream Create(string run, int number)
    {
        _files.Create();
        return _files.NewFile(
            System.IO.Path.Combine(Path, string.Format(CultureInfo.InvariantCulture, "{0}-{1}{2}", run, number, Extension)));
    }

    /// <summary>The journals, the newest first; none if there is no such folder.</summary>
    /// <exception cref="QlikException">The folder cannot be read.</exception>
    public IReadOnlyList<string> Files()
    {
        try
        {
            return Directory.Exists(Path)
                ?
                [
                    .. Directory
                        .GetFileSystemEntries(Path, "*" + Extension)
                        .Where(f => f.EndsWith(Extension, StringComparison.Ordinal))
                        .OrderByDescending(System.IO.Path.GetFileName, StringComparer.Ordinal),
                ]
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw QlikFailure.Create(nameof(Strings.QlikJournalDamaged), Path, exception.Message);
        }
    }

    /// <summary>Reads one of the files.</summary>
    /// <exception cref="QlikException">It may come from another user, or cannot be read.</exception>
    public JournalContent Read(string file) => (Doubt ?? FileTrust.AgainstFile(file)) is { } doubt
        ? throw QlikFailure.Create(nameof(Strings.QlikJournalUntrusted), file, doubt)
        : JournalReading.Read(file);

    /// <summary>Deletes journals that are too old, then the oldest while there is too much. What cannot be deleted is left: it is looked
    /// at again when the next journal begins.</summary>
    public void Clean()
    {
        if (!Directory.Exists(Path) || Doubt is not null)
        {
            return;
        }

        var oldest = Time.GetUtcNow() - TimeSpan.FromDays(Math.Min(Math.Max(Days, 1), MostDays));
        var total = 0L;
        foreach (var file in new DirectoryInfo(Path).GetFiles("*" + Extension).OrderByDescending(f => f.Name, StringComparer.Ordinal))
        {
            if (RunOf(file.Name) is not { } run)
            {
                continue;
            }

            try
            {
                total += file.Length;
                if (StartOf(run) < oldest || total > Largest)
                {
                    file.Delete();
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another process may just have deleted it.
            }
        }
    }
}
