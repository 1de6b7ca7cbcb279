using System.Collections.ObjectModel;

namespace QlikConnections;

/// <summary>Custom properties whose text shows names and values, so that a CSV column contains them and not a type name.</summary>
internal sealed class ReadableTable(IDictionary<string, IReadOnlyList<string>> table)
    : ReadOnlyDictionary<string, IReadOnlyList<string>>(table)
{
    /// <summary>Between a name and its value; a name with several values is written several times.</summary>
    internal const char Assignment = '=';

    /// <summary>The empty table.</summary>
    internal static ReadableTable None { get; } = new(new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>The table with the entries of another one.</summary>
    internal static ReadableTable Of(IReadOnlyDictionary<string, IReadOnlyList<string>> table) =>
        table as ReadableTable
        ?? (
            table.Count == 0
                ? None
                : new(
                    table.ToDictionary(
                        p => p.Key,
                        p => (IReadOnlyList<string>)(p.Value as ReadableList ?? new ReadableList(p.Value)),
                        StringComparer.OrdinalIgnoreCase
                    )
                )
        );

    /// <summary>Returns the names with their values, one after another.</summary>
    public override string ToString() =>
        string.Join(ReadableList.Separator, this.SelectMany(p => p.Value.Select(v => $"{p.Key}{Assignment}{v}")));
}
