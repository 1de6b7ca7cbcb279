using System.Collections;
using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Accepts text, or an object with an Id or a Name. Without it PowerShell would convert a row to text like "@{Name=CRM}" and the cmdlet
/// would search for that name.
/// </summary>
/// <param name="type">The type whose objects are accepted, without the namespace.</param>
/// <param name="what">The same in words.</param>
internal sealed class NameInputAttribute(string type, string what) : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject { BaseObject: IList wrapped } ? wrapped : inputData) is IList list
            ? list.Cast<object?>().Select(Name).ToArray()
            : new[] { Name(inputData) };

    private string Name(object? input)
    {
        var wrapped = input as PSObject ?? PSObject.AsPSObject(input ?? "");
        if (InputType.Refused(wrapped, type) is { } other)
        {
            throw Invalid(QlikFailure.Message(nameof(Strings.IdentityOfOtherType), other, what));
        }

        return wrapped.BaseObject as string
            ?? (wrapped.Properties["Id"] ?? wrapped.Properties["Name"])?.Value?.ToString()
            ?? (wrapped.BaseObject is Guid id ? id.ToString("D") : throw NotAName(wrapped));
    }

    private static ArgumentTransformationMetadataException NotAName(PSObject input) =>
        Invalid(QlikFailure.Message(nameof(Strings.InputWithoutIdentity), string.Join(", ", input.Properties.Select(p => p.Name))));

    private static ArgumentTransformationMetadataException Invalid(string reason) =>
        new(QlikFailure.Message(nameof(Strings.QlikInputInvalid), reason));
}
