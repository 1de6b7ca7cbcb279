using System.Text;
using QlikConnections.Client.Files;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Reports;

/// <summary>The file of a report, which is replaced as a whole.</summary>
/// <param name="path">The full path.</param>
/// <param name="force">True to replace files that are not reports.</param>
public sealed class ReportFile(string path, bool force)
{
    /// <summary>How much of a file is read to recognize a report.</summary>
    private const int HeadLength = 512;

    /// <summary>The full path.</summary>
    public string Path { get; } = path;

    /// <summary>Refuses a path that could not be written, before anything is read from a server.</summary>
    /// <exception cref="QlikException">It cannot be written, or leads to something else.</exception>
    public void Check()
    {
        if (!Path.EndsWith(".html", StringComparison.OrdinalIgnoreCase) && !Path.EndsWith(".htm", StringComparison.OrdinalIgnoreCase))
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.ReportNotHtml), Path));
        }

        ExportTarget.Guarded(Path, () =>
        {
            if (System.IO.Path.GetDirectoryName(Path) is { } parent && !Directory.Exists(parent))
            {
                throw new DirectoryNotFoundException(QlikFailure.Message(nameof(Strings.ExportNoFolder), parent));
            }

            // A link or device would be replaced by a file, which is never meant, also with -Force.
            if (Directory.Exists(Path) || (File.Exists(Path) && (!FileTrust.IsOrdinary(Path) || (!force && !IsReport(Path)))))
            {
                throw QlikFailure.Create(nameof(Strings.QlikReportExists), Path);
            }
        });
    }

    /// <summary>Writes the report.</summary>
    /// <exception cref="QlikException">It cannot be written; the file is as it was.</exception>
    public void Write(ConnectionReport report)
    {
        Check();
        ExportTarget.Guarded(Path, () =>
        {
            ReplacedFile.RemoveLeft(System.IO.Path.GetDirectoryName(Path)!, n => n == System.IO.Path.GetFileName(Path));
            ReplacedFile.Write(Path, report.Write);
        });
    }

    private static bool IsReport(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var head = new byte[HeadLength];
        var length = stream.Read(head, 0, head.Length);
        return Encoding.UTF8.GetString(head, 0, length).Contains(ReportPage.Mark);
    }
}
