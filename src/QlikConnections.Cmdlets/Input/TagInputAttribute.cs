using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>Reads one text as the tags that it lists: a CSV's cell, written by a connection's <c>Tags</c>. In a list each text is one
/// tag.</summary>
internal sealed class TagInputAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            // An empty text stays one: it is an empty cell.
            string text => text.Split([ReadableList.Separator], StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } tags ? tags : inputData,
            PSObject one => new[] { Name(one) },
            object[] list when Array.Exists(list, t => t is PSObject { BaseObject: PSCustomObject }) => Array.ConvertAll(list, Name),
            _ => inputData,
        };
    }

    /// <summary>The name of a tag: a text, or an object of a client-managed site.</summary>
    public static string Name(object tag) =>
        tag is PSObject { BaseObject: PSCustomObject } entity ? ConnectionReference.Property(entity, "name") ?? "" : $"{tag}";
}
