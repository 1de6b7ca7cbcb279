using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Files;

/// <summary>Where an export is written: a file, or a folder with a file for each connection.</summary>
/// <param name="path">The full path. If it ends in .json it is a file, otherwise a folder.</param>
/// <param name="force">True to replace files that are not exports.</param>
public sealed class ExportTarget(string path, bool force)
{
    private IReadOnlyList<string> _names = [];
    private IReadOnlyList<string> _present = [];

    /// <summary>The full path.</summary>
    public string Path { get; } = path;

    /// <summary>True for a folder.</summary>
    public bool IsFolder { get; } = !path.EndsWith(ExportFileName.Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The files of connections of the same server that are not in this export. Other exports in the folder are not among
    /// them.</summary>
    public IReadOnlyList<string> Removed { get; private set; } = [];

    /// <summary>The error for a path that cannot be written.</summary>
    public static QlikException Unwritable(string path, Exception exception) => new(
        nameof(Strings.QlikExportUnwritable),
        QlikFailure.Message(nameof(Strings.QlikExportUnwritable), path, exception.Message),
        QlikFailure.Action(nameof(Strings.QlikExportUnwritable)),
        exception);

    /// <summary>Refuses a path that could not be written, before anything is read from the server.</summary>
    /// <exception cref="QlikException">It cannot be written, or leads to something else.</exception>
    public void Check() => Guarded(() =>
    {
        // A link to a folder may lead out of it: what is written there, and pruned, must be where the user says.
        if (IsFolder ? File.Exists(Path) || IsLink(Path) : Directory.Exists(Path))
        {
            throw QlikFailure.Create(nameof(Strings.QlikExportExists), Path);
        }

        if (!IsFolder && System.IO.Path.GetDirectoryName(Path) is { } parent && !Directory.Exists(parent))
        {
            throw new DirectoryNotFoundException(QlikFailure.Message(nameof(Strings.ExportNoFolder), parent));
        }

        CheckFile(Path);
    });

    /// <summary>Finds out which files the connections get, and refuses to replace others.</summary>
    /// <param name="spool">The connections.</param>
    /// <param name="session">Their session.</param>
    /// <exception cref="QlikException">A file is something else than an export, or cannot be read.</exception>
    public void Plan(ExportSpool spool, QlikSession session) => Guarded(() =>
    {
        if (!IsFolder)
        {
            return;
        }

        _names = ExportFileName.Of(spool.Keys());
        _present = Directory.Exists(Path) ? Directory.GetFiles(Path, "*" + ExportFileName.Extension) : [];
        var names = new HashSet<string>(_names.Select(ExportFileName.Comparable), StringComparer.OrdinalIgnoreCase);
        bool IsOurs(string file) => names.Contains(ExportFileName.Comparable(System.IO.Path.GetFileName(file)));
        _present.Where(IsOurs).ToList().ForEach(CheckFile);
        Removed =
        [
            .. _present.Where(f => !IsOurs(f) && ExportFileName.IsOne(f) && FileTrust.IsOrdinary(f) && ExportFormat.IsExportOf(f, session))
                .OrderBy(f => f, StringComparer.Ordinal),
        ];
    });

    /// <summary>Writes the export.</summary>
    /// <param name="spool">The connections that were planned.</param>
    /// <param name="session">Their session.</param>
    /// <param name="prune">True to delete <see cref="Removed"/>.</param>
    /// <param name="cancellationToken">Ends it between two connections; a file is then as it was.</param>
    /// <exception cref="QlikException">It cannot be written.</exception>
    public void Write(ExportSpool spool, QlikSession session, bool prune, CancellationToken cancellationToken) => Guarded(() =>
    {
        if (!IsFolder)
        {
            ReplacedFile.RemoveLeft(System.IO.Path.GetDirectoryName(Path)!, n => n == System.IO.Path.GetFileName(Path));
            ReplacedFile.Write(Path, stream => ExportFormat.Write(stream, session, spool.Records(cancellationToken)));
            return;
        }

        Directory.CreateDirectory(Path);
        ReplacedFile.RemoveLeft(Path, ExportFileName.IsOne);
        var index = 0;
        foreach (var record in spool.Records(cancellationToken))
        {
            using var content = new MemoryStream();
            ExportFormat.Write(content, session, [record]);
            WriteChanged(System.IO.Path.Combine(Path, _names[index++]), content.ToArray());
        }

        if (prune)
        {
            foreach (var file in Removed)
            {
                File.Delete(file);
            }
        }
    });

    /// <summary>A file that is the same already keeps its time.</summary>
    private static void WriteChanged(string file, byte[] content)
    {
        if (!File.Exists(file) || new FileInfo(file).Length != content.Length || !File.ReadAllBytes(file).SequenceEqual(content))
        {
            ReplacedFile.Write(file, stream => stream.Write(content, 0, content.Length));
        }
    }

    private static bool IsLink(string folder) =>
        Directory.Exists(folder) && (File.GetAttributes(folder) & FileAttributes.ReparsePoint) != 0;

    private void CheckFile(string file)
    {
        // A link or device would be replaced by a file, which nobody means, also with -Force.
        if (File.Exists(file) && (!FileTrust.IsOrdinary(file) || (!force && !ExportFormat.IsExport(file))))
        {
            throw QlikFailure.Create(nameof(Strings.QlikExportExists), file);
        }
    }

    private void Guarded(Action act) => Guarded(Path, act);

    /// <summary>Turns what the file system throws into the error for the path.</summary>
    internal static void Guarded(string path, Action act)
    {
        try
        {
            act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception);
        }
    }
}
