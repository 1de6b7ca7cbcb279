using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Refuses an empty text for a number of which 0 is a value: PowerShell reads it as 0.</summary>
internal sealed class NumberInputAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        BlankValue.Is(inputData) ? throw new ArgumentTransformationMetadataException(Strings.NumberEmpty) : inputData;
}
