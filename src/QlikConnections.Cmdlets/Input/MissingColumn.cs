using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// The error for a row, or a command, without a value that it needs. Not left to PowerShell's mandatory parameters: its error for rows
/// names no column that may be meant.
/// </summary>
internal static class MissingColumn
{
    /// <summary>The error; a column that may be meant is named.</summary>
    /// <param name="column">The column, named like its parameter.</param>
    /// <param name="row">The row; null if there is none.</param>
    /// <param name="otherwise">What to say if no column has a similar name.</param>
    public static QlikException Of(string column, PSObject? row, string otherwise)
    {
        var columns = row is null || ConnectionReference.IsConnection(row) ? [] : row.Properties.Select(p => p.Name);
        var near = columns.FirstOrDefault(c => Suggestions.Distance(c.ToUpperInvariant(), column.ToUpperInvariant()) <= 2);
        return QlikFailure.Create(
            nameof(Strings.QlikInputInvalid),
            near is null ? otherwise : QlikFailure.Message(nameof(Strings.ColumnMisspelled), column, near)
        );
    }
}
