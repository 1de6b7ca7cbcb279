using System.Collections;
using System.Management.Automation;
using System.Runtime.CompilerServices;
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
    /// <summary>The objects of which only a text is left, by the instance of that text: names have wildcards and completion, so the
    /// parameters take texts, but an object also says which session it is of.</summary>
    private static readonly ConditionalWeakTable<string, PSObject> Objects = new();

    /// <summary>The object that was passed for a name; null if it was a text or an id.</summary>
    public static PSObject? ObjectOf(string name) => Objects.TryGetValue(name, out var input) ? input : null;

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject { BaseObject: IList wrapped } ? wrapped : inputData) is IList list
            ? list.Cast<object?>().Select(Name).ToArray()
            : new[] { Name(inputData) };

    private string Name(object? input)
    {
        var wrapped = input as PSObject ?? PSObject.AsPSObject(input ?? "");
        if (InputType.Refused(wrapped, type) is { } other)
        {
            throw Invalid(MissingIdentity.OfOtherType(other, type, what));
        }

        if (wrapped.BaseObject is string or Guid)
        {
            return wrapped.BaseObject.ToString()!;
        }

        var row = ConnectionReference.AsRow(wrapped)!;
        if ((row.Properties["Id"] ?? row.Properties["Name"])?.Value?.ToString() is not { Length: > 0 } text)
        {
            throw NotAName(row);
        }

        // An instance of its own, because equal texts may be of several objects.
        var name = new string(text.ToCharArray());
        Objects.Add(name, row);
        return name;
    }

    private static ArgumentTransformationMetadataException NotAName(PSObject input) =>
        Invalid(MissingIdentity.Reason(input));

    private static ArgumentTransformationMetadataException Invalid(string reason) =>
        new(QlikFailure.Message(nameof(Strings.QlikInputInvalid), reason));
}
