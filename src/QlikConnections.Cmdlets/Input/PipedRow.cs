using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>
/// A whole row of the pipeline, beside the parameters that its columns were bound to. A type of its own, because PowerShell converts
/// only after it has tried what needs no conversion: a PSObject would be bound first, and settle the parameter set before its time.
/// </summary>
/// <param name="row">The row.</param>
public sealed class PipedRow(PSObject row)
{
    /// <summary>The row.</summary>
    internal PSObject Row { get; } = row;
}
