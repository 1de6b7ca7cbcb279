using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>
/// Keeps $null apart from an empty text, because PowerShell makes both an empty string. A script block that reads a misspelled column
/// returns $null; one that reads an empty cell returns an empty text.
/// </summary>
internal sealed class TextInputAttribute : ArgumentTransformationAttribute
{
    /// <summary>The text for $null. It is blank, and recognized because it is this object.</summary>
    public static string Nothing { get; } = new(' ', 1);

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData ?? Nothing;
}
