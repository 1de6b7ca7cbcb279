using System.Collections;
using System.Globalization;
using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Files;

namespace QlikConnections.Commands;

/// <summary>Reads a map of names: a hashtable, or the path of a JSON file with one object.</summary>
internal static class NameMap
{
    /// <summary>A map of names to names; the empty one if none was given.</summary>
    /// <param name="parameter">The parameter, for messages.</param>
    /// <param name="value">Its value.</param>
    /// <param name="pathOf">The full path of a path.</param>
    /// <exception cref="QlikException">It is neither a table nor the path of a map, or a value is not a name.</exception>
    public static async Task<ImportMap> NamesAsync(string parameter, object? value, Func<string, Task<string>> pathOf)
    {
        var file = await FileAsync(value, pathOf).ConfigureAwait(false);
        if ((file?.Values ?? Table(parameter, value)) is not { } table)
        {
            return ImportMap.None;
        }

        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in table)
        {
            var name = NameOf(entry.Value);
            // Without a space a connection is personal, and without an owner it is the user's own.
            var isBlank = name?.Trim().Length == 0 && parameter == nameof(ImportCmdlet.DataSourceMap);
            if (name is not null && !isBlank)
            {
                names[entry.Key] = name;
                continue;
            }

            var problem = QlikFailure.Message(isBlank ? nameof(Strings.ImportMapBlank) : nameof(Strings.ImportMapValue), entry.Key);
            _ = file is null ? throw Unusable(parameter, problem) : true;
            file.Add(entry.Key, problem);
        }

        file?.Check();
        return new ImportMap(names, file?.Places);
    }

    /// <summary>A map of properties; the empty one if none was given.</summary>
    /// <param name="parameter">The parameter, for messages.</param>
    /// <param name="value">Its value.</param>
    /// <param name="pathOf">The full path of a path.</param>
    /// <exception cref="QlikException">It is neither a table nor the path of a map.</exception>
    public static async Task<ImportPropertyMap> PropertiesAsync(string parameter, object? value, Func<string, Task<string>> pathOf) =>
        ((await FileAsync(value, pathOf).ConfigureAwait(false))?.Values ?? Table(parameter, value)) is { } table
            ? new ImportPropertyMap(table)
            : ImportPropertyMap.None;

    private static async Task<MapFile?> FileAsync(object? value, Func<string, Task<string>> pathOf) =>
        Bare(value) switch
        {
            string path => MapFile.Read(await pathOf(path).ConfigureAwait(false)),
            FileInfo file => MapFile.Read(file.FullName),
            _ => null,
        };

    private static IReadOnlyDictionary<string, object?>? Table(string parameter, object? value) =>
        Bare(value) switch
        {
            null => null,
            IDictionary table => PropertyTable.Read(table),
            PSObject custom when PropertyTable.Value(custom) is IReadOnlyDictionary<string, object?> table => table,
            _ => throw Unusable(parameter, Strings.ImportMapType),
        };

    private static object? Bare(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    /// <summary>The name that a value is; null if it is none.</summary>
    private static string? NameOf(object? value) =>
        value switch
        {
            null => "",
            string or ValueType => Convert.ToString(value, CultureInfo.InvariantCulture)!,
            // An object such as a space stands for its name.
            IReadOnlyDictionary<string, object?> named when named.TryGetValue("Name", out var name) => name as string,
            _ => null,
        };

    private static QlikException Unusable(string parameter, string reason) =>
        QlikFailure.Create(nameof(Strings.QlikInputInvalid), $"-{parameter}: {reason}");
}
