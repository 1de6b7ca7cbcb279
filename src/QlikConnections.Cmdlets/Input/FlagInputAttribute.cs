using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Reads a switch that decides between two actions: from text and numbers as well, but never from an empty cell, which says neither.
/// </summary>
internal sealed class FlagInputAttribute(string parameter) : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            SwitchParameter flag => flag,
            bool flag => new SwitchParameter(flag),
            var value when BlankValue.Is(value) => throw new ArgumentTransformationMetadataException(
                QlikFailure.Message(nameof(Strings.FlagEmpty), parameter)),
            var value => CellInputAttribute.Read(typeof(SwitchParameter), LanguagePrimitives.ConvertTo<string>(value))!,
        };
}
