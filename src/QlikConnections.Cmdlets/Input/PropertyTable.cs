using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;

namespace QlikConnections.Commands;

/// <summary>Reads a hashtable of connection properties. Secrets stay SecureString.</summary>
internal static class PropertyTable
{
    public static IReadOnlyDictionary<string, object?> Read(IDictionary table)
    {
        var properties = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table)
        {
            properties[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = Value(entry.Value);
        }

        return properties;
    }

    /// <summary>Reads a hashtable of custom properties: a value, or a list of them, by name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ReadCustom(IDictionary table) =>
        Read(table).ToDictionary(
            p => p.Key,
            p => (IReadOnlyList<string>)[.. (p.Value is object?[] list ? list : [p.Value]).Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)).Where(v => !string.IsNullOrEmpty(v))!],
            StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads one value: what PowerShell has wrapped is unwrapped, tables and objects become dictionaries, lists arrays.</summary>
    public static object? Value(object? value) => (value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value) switch
    {
        SwitchParameter flag => flag.IsPresent,
        SecureString secret => secret,
        string text => text,
        IDictionary table => Read(table),
        PSObject custom => custom.Properties.ToDictionary(p => p.Name, p => Value(p.Value)),
        IEnumerable list => list.Cast<object?>().Select(Value).ToArray(),
        var other => other,
    };
}
