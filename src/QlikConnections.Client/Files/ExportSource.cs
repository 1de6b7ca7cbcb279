using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Files;

/// <summary>The files of an export.</summary>
public static class ExportSource
{
    /// <summary>The file itself, or the files in a folder that are or claim to be exports, in the order of their names. Subfolders are not
    /// read.</summary>
    /// <param name="path">The full path.</param>
    /// <exception cref="QlikException">There is nothing, or the folder cannot be read.</exception>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        try
        {
            if (File.Exists(path))
            {
                return [path];
            }

            if (!Directory.Exists(path))
            {
                throw QlikFailure.Create(nameof(Strings.QlikImportUnreadable), path, Strings.ImportNothingThere);
            }

            string[] files =
            [
                .. Directory
                    .GetFiles(path, "*" + ExportFileName.Extension)
                    .Where(IsExport)
                    .OrderBy(f => f, StringComparer.Ordinal),
            ];
            return files.Length > 0
                ? files
                : throw QlikFailure.Create(nameof(Strings.QlikImportUnreadable), path, Strings.ImportEmptyFolder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw QlikFailure.Create(nameof(Strings.QlikImportUnreadable), path, exception.Message);
        }
    }

    /// <summary>
    /// Whether a file in a folder is meant: its name is that of an export, or it begins like one. A folder may have other files, but no
    /// damaged or linked export may be left out in silence.
    /// </summary>
    private static bool IsExport(string file) =>
        ExportFileName.IsOne(Path.GetFileName(file)) || (FileTrust.IsOrdinary(file) && ExportFormat.Claims(file));
}
