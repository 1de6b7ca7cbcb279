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
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData switch
    {
        PSObject { BaseObject: PSCustomObject } custom => custom.Properties.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal),
        PSObject { BaseObject: string text } => Cell(text),
        string text => Cell(text),
        _ => inputData,
    };

    /// <summary>An empty cell of a CSV is an empty table.</summary>
    private static Hashtable Cell(string text) =>
        string.IsNullOrWhiteSpace(text)
            ? []
            : throw new ArgumentTransformationMetadataException(
                QlikFailure.Message(nameof(Strings.QlikInputInvalid), Strings.InputTableText)
            );
}
