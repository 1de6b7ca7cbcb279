using System.Collections;
using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Accepts an object as a table, because JSON has objects. Text is refused with an error, because PowerShell drops a value of a row that
/// cannot be converted, and the values would be missing without notice.
/// </summary>
internal sealed class TableInputAttribute : ArgumentTransformationAttribute
{
    /// <summary>True for custom properties, whose text is that of a connection's <c>CustomProperties</c> in a CSV.</summary>
    public bool IsCustom { get; set; }

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData switch
    {
        PSObject { BaseObject: PSCustomObject } custom => custom.Properties.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal),
        PSObject { BaseObject: string text } => Cell(text),
        string text => Cell(text),
        _ => inputData,
    };

    /// <summary>An empty cell of a CSV is an empty table.</summary>
    private Hashtable Cell(string text)
    {
        var table = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var item in text.Split([ReadableList.Separator], StringSplitOptions.RemoveEmptyEntries).Where(i => i.Trim().Length > 0))
        {
            var end = item.IndexOf(ReadableTable.Assignment);
            if (!IsCustom || end < 1)
            {
                throw new ArgumentTransformationMetadataException(
                    QlikFailure.Message(nameof(Strings.QlikInputInvalid), IsCustom ? Strings.InputCustomTableText : Strings.InputTableText)
                );
            }

            var name = item.Substring(0, end);
            table[name] = ((string[]?)table[name] ?? []).Append(item.Substring(end + 1)).ToArray();
        }

        return table;
    }
}
