using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>
/// A complete row of the pipeline, in addition to the parameters of its columns. A separate type, because PowerShell converts only after it
/// has tried parameters that need no conversion: a PSObject would be bound first and decide the parameter set too early.
/// </summary>
/// <param name="row">The row.</param>
public sealed class PipedRow(object row)
{
    /// <summary>The row.</summary>
    internal PSObject Row { get; } = PSObject.AsPSObject(row);
}
