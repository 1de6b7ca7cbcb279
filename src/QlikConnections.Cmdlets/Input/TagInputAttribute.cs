using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>Reads one text as the tags that it lists: a CSV's cell, written by a connection's <c>Tags</c>. In a list each text is one tag.</summary>
internal sealed class TagInputAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text
            // An empty text stays one: it is an empty cell.
            && text.Split([ReadableList.Separator], StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } tags
            ? tags
            : inputData;
}
