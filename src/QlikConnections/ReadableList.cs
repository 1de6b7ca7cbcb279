using System.Collections.ObjectModel;

namespace QlikConnections;

/// <summary>A list whose text shows its strings, so that a CSV column contains them and not a type name.</summary>
internal sealed class ReadableList(IEnumerable<string> texts)
    : ReadOnlyCollection<string>(texts as IList<string> ?? [.. texts])
{
    /// <summary>The separator; a CSV column is split at it when it is read.</summary>
    internal const string Separator = "; ";

    /// <summary>The empty list.</summary>
    internal static ReadableList None { get; } = new([]);

    /// <summary>The list with the texts of another one.</summary>
    internal static ReadableList Of(IReadOnlyList<string> texts) =>
        texts as ReadableList ?? (texts.Count == 0 ? None : new ReadableList(texts));

    /// <summary>Returns the texts, one after another.</summary>
    public override string ToString() => string.Join(Separator, this);
}
