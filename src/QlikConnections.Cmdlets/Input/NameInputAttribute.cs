using System.Collections;
using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Accepts text, or an object with an Id or a Name. Without it PowerShell would convert a row to text like "@{Name=CRM}" and the cmdlet
/// would search for that name.
/// </summary>
internal sealed class NameInputAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject { BaseObject: IList wrapped } ? wrapped : inputData) is IList list
            ? list.Cast<object?>().Select(Name).ToArray()
            : new[] { Name(inputData) };

    private static string Name(object? input)
    {
        var wrapped = input as PSObject ?? PSObject.AsPSObject(input ?? "");
        return wrapped.BaseObject as string
            ?? (wrapped.Properties["Id"] ?? wrapped.Properties["Name"])?.Value?.ToString()
            ?? (wrapped.BaseObject is Guid id ? id.ToString("D") : throw NotAName(wrapped));
    }

    private static ArgumentTransformationMetadataException NotAName(PSObject input) =>
        new(
            QlikFailure.Message(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(nameof(Strings.InputWithoutIdentity), string.Join(", ", input.Properties.Select(p => p.Name)))
            )
        );
}
