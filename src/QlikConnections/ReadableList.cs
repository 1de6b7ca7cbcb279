using System.Collections.ObjectModel;

namespace QlikConnections;

/// <summary>Texts that are themselves readable as one text, so that a CSV column shows them and not a type name.</summary>
internal sealed class ReadableList(IEnumerable<string> texts) : ReadOnlyCollection<string>([.. texts])
{
    /// <summary>Between the texts; what reads a CSV column back splits at the same.</summary>
    internal const string Separator = "; ";

    /// <summary>The list without texts.</summary>
    internal static ReadableList None { get; } = new([]);

    /// <summary>Returns the texts, one after the other.</summary>
    public override string ToString() => string.Join(Separator, this);
}
