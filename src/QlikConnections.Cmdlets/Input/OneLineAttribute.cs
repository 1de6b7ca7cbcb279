using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Refuses a new name with a line break or another control character: no load script could name such a connection.</summary>
internal sealed class OneLineAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text && text.Any(char.IsControl)
            ? throw new ArgumentTransformationMetadataException(Strings.NameNotOneLine)
            : inputData;
}
