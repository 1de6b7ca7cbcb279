using System.Collections;
using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Takes an object for a table: what JSON makes of one. A text is refused in words, because PowerShell drops a row's value that does
/// not fit the parameter, and what the table should have said would be missing without anybody noticing.
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
        string.IsNullOrWhiteSpace(text) ? [] : throw new ArgumentTransformationMetadataException(QlikFailure.Message(nameof(Strings.QlikInputInvalid), Strings.InputTableText));
}
