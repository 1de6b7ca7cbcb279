using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Security;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Reads a hashtable of connection properties. Secrets stay SecureString, files become their name and content.</summary>
internal static class PropertyTable
{
    /// <summary>The most levels of tables and lists in a value; the properties of data sources have two.</summary>
    private const int Deepest = 32;

    public static IReadOnlyDictionary<string, object?> Read(IDictionary table)
    {
        var properties = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table)
        {
            var name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            // A file alone is a list of one.
            properties[name] = Bare(entry.Value) is PSCredential login ? ToLogin(login)
                : FileProperty.Entry(name, Bare(entry.Value)) is { } file ? new object?[] { file }
                : Value(name, entry.Value);
        }

        return properties;
    }

    /// <summary>Reads a hashtable of custom properties: a value, or a list of them, by name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ReadCustom(IDictionary table) =>
        Read(table)
            .ToDictionary(
                p => p.Key,
                p =>
                    (IReadOnlyList<string>)
                        [
                            .. (p.Value is object?[] list ? list : [p.Value])
                                .Select(v => Convert.ToString(v, CultureInfo.InvariantCulture))
                                .Where(v => !string.IsNullOrEmpty(v))!,
                        ],
                StringComparer.OrdinalIgnoreCase
            );

    /// <summary>Not GetNetworkCredential, which takes the domain out of the user name.</summary>
    public static NetworkCredential ToLogin(PSCredential login) => new(login.UserName, login.Password);

    /// <summary>Reads one value: PowerShell wrappers are removed, tables and objects become dictionaries, lists become arrays.</summary>
    public static object? Value(object? value) => Value("", value);

    private static object? Bare(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    private static object? Value(string name, object? value, int depth = 0) =>
        Bare(value) switch
        {
            SwitchParameter flag => flag.IsPresent,
            SecureString secret => secret,
            string text => text,
            PSCredential => throw QlikFailure.Create(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(nameof(Strings.LoginMisplaced), name)
            ),
            var file when FileProperty.Entry(name, file) is { } entry => entry,
            // An object may contain itself.
            IEnumerable or PSObject when depth == Deepest => throw QlikFailure.Create(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(nameof(Strings.ValueTooDeep), name, Deepest)
            ),
            IDictionary table => table
                .Cast<DictionaryEntry>()
                .ToDictionary(
                    e => Convert.ToString(e.Key, CultureInfo.InvariantCulture)!,
                    e => Value(name, e.Value, depth + 1),
                    StringComparer.Ordinal
                ),
            PSObject custom => custom.Properties.ToDictionary(p => p.Name, p => Value(name, p.Value, depth + 1)),
            IEnumerable list => list.Cast<object?>().Select(v => Value(name, v, depth + 1)).ToArray(),
            var other => other,
        };
}
