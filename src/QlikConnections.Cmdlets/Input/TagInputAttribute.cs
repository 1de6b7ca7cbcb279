using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>Reads one string as a list of tags: the cell of a CSV that contains a connection's <c>Tags</c>. In a list each string is one
/// tag.</summary>
internal sealed class TagInputAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            // An empty string is not changed: it is an empty cell.
            string text => List(text) is { Length: > 0 } tags ? tags : "",
            PSObject one => new[] { Name(one) },
            object[] list when Array.Exists(list, t => t is PSObject { BaseObject: PSCustomObject }) => Array.ConvertAll(list, Name),
            _ => inputData,
        };
    }

    /// <summary>Blanks around the separator do not count, because people write it without them.</summary>
    private static string[] List(string text) =>
        [.. text.Split(ReadableList.Separator[0]).Select(t => t.Trim()).Where(t => t.Length > 0)];

    /// <summary>The name of a tag: a text, or an object of a client-managed site.</summary>
    public static string Name(object tag) =>
        tag is PSObject { BaseObject: PSCustomObject } entity ? ConnectionReference.Property(entity, "name") ?? "" : $"{tag}";
}
