using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using QlikConnections.Client;
using QlikConnections.Client.Files;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Commands;

/// <summary>Reads a map of names: a hashtable, or the path of a JSON file with one object.</summary>
internal static class NameMap
{
    /// <summary>The most characters of a file.</summary>
    private const int Largest = 16 * 1024 * 1024;

    /// <summary>A map of names to names; the empty one if none was given.</summary>
    /// <param name="parameter">The parameter, for messages.</param>
    /// <param name="value">Its value.</param>
    /// <param name="pathOf">The full path of a path.</param>
    /// <exception cref="QlikException">It is neither a table nor the path of a map, or a value is not a name.</exception>
    public static async Task<ImportMap> NamesAsync(string parameter, object? value, Func<string, Task<string>> pathOf) =>
        await ReadAsync(parameter, value, pathOf).ConfigureAwait(false) is { } table ? Names(parameter, table) : ImportMap.None;

    /// <summary>A map of properties; the empty one if none was given.</summary>
    /// <param name="parameter">The parameter, for messages.</param>
    /// <param name="value">Its value.</param>
    /// <param name="pathOf">The full path of a path.</param>
    /// <exception cref="QlikException">It is neither a table nor the path of a map.</exception>
    public static async Task<ImportPropertyMap> PropertiesAsync(string parameter, object? value, Func<string, Task<string>> pathOf) =>
        await ReadAsync(parameter, value, pathOf).ConfigureAwait(false) is { } table
            ? new ImportPropertyMap(table)
            : ImportPropertyMap.None;

    private static async Task<IReadOnlyDictionary<string, object?>?> ReadAsync(
        string parameter,
        object? value,
        Func<string, Task<string>> pathOf
    ) =>
        (value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value) switch
        {
            null => null,
            IDictionary table => PropertyTable.Read(table),
            PSObject custom => PropertyTable.Value(custom) as IReadOnlyDictionary<string, object?>,
            string path => Read(await pathOf(path).ConfigureAwait(false)),
            FileInfo file => Read(file.FullName),
            _ => throw Unusable(parameter, Strings.ImportMapType),
        };

    private static ImportMap Names(string parameter, IReadOnlyDictionary<string, object?> table) =>
        new(
            table.ToDictionary(
                p => p.Key,
                p => p.Value switch
                {
                    null => "",
                    string or ValueType => Convert.ToString(p.Value, CultureInfo.InvariantCulture)!,
                    // An object such as a space stands for its name.
                    IReadOnlyDictionary<string, object?> named when named.TryGetValue("Name", out var name) && name is string text => text,
                    _ => throw Unusable(parameter, QlikFailure.Message(nameof(Strings.ImportMapValue), p.Key)),
                },
                StringComparer.OrdinalIgnoreCase
            )
        );

    private static IReadOnlyDictionary<string, object?> Read(string path)
    {
        try
        {
            if (!FileTrust.LeadsToFile(path) || new FileInfo(path).Length > Largest)
            {
                throw new FormatException(Strings.RecoveryNoFile);
            }

            using var document = JsonDocument.Parse(File.ReadAllText(path));
            return RepeatedMember.Of(document.RootElement) is { } twice
                ? throw new FormatException(QlikFailure.Message(nameof(Strings.RecoveryNameTwice), twice))
                : document.RootElement.ToValue() as IReadOnlyDictionary<string, object?>
                    ?? throw new FormatException(Strings.ImportNoObject);
        }
        catch (JsonException exception)
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikImportUnreadable),
                path,
                QlikFailure.Message(nameof(Strings.ImportNoJson), exception.LineNumber + 1, exception.BytePositionInLine + 1)
            );
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw QlikFailure.Create(nameof(Strings.QlikImportUnreadable), path, exception.Message);
        }
        catch (InvalidOperationException)
        {
            // Half of a character in a text.
            throw QlikFailure.Create(nameof(Strings.QlikImportUnreadable), path, Strings.RecoveryMemberInvalid);
        }
    }

    private static QlikException Unusable(string parameter, string reason) =>
        QlikFailure.Create(nameof(Strings.QlikInputInvalid), $"-{parameter}: {reason}");
}
