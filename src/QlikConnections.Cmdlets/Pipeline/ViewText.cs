using System.Collections;
using System.Globalization;
using QlikConnections.Client.Statements;

namespace QlikConnections.Commands;

/// <summary>Values for the views. Objects from a file have lost their types, so dictionaries and lists can have any type.</summary>
internal static class ViewText
{
    /// <summary>The value without its secrets.</summary>
    /// <param name="name">ConnectionString, or the name of a property.</param>
    /// <param name="value">Its value.</param>
    public static string Of(string name, object? value)
    {
        var plain = value is null ? null : PropertyTable.Value(value);
        return name == nameof(QlikDataConnection.ConnectionString) ? ConnectStatement.Show(plain as string)
            : plain switch
            {
                null => "",
                string text => PropertySecrets.Show(name, text),
                _ when PropertySecrets.Holds(name, plain) => ConnectStatement.Hidden,
                bool flag => flag ? "true" : "false",
                IDictionary or IReadOnlyDictionary<string, object?> => "{...}",
                IEnumerable list => "{" + string.Join(", ", list.Cast<object?>().Select(v => Of(name, v))) + "}",
                _ => Convert.ToString(plain, CultureInfo.InvariantCulture)!,
            };
    }
}
