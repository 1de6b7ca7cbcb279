using System.Text;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Files;

/// <summary>
/// Other values of properties, and of the items of connect statements with the same names: such as the server of a database that is another
/// one for each environment.
/// </summary>
/// <param name="values">By name: a value, or a table of old and new values, where <see cref="ImportMap.All"/> stands for every other
/// value.</param>
public sealed class ImportPropertyMap(IReadOnlyDictionary<string, object?> values)
{
    private readonly Dictionary<string, object?> _values = values.ToDictionary(v => v.Key, v => v.Value, StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _used = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The entries that fitted no connection.</summary>
    public IReadOnlyList<string> Unused => [.. _values.Keys.Where(n => !_used.Contains(n)).OrderBy(n => n, StringComparer.Ordinal)];

    /// <summary>A map that leaves everything as it is.</summary>
    public static ImportPropertyMap None { get; } = new(new Dictionary<string, object?>());

    /// <summary>Refuses secrets, which are passed otherwise, and values that are neither texts nor tables of texts.</summary>
    /// <exception cref="QlikException">An entry is not usable.</exception>
    public void Check()
    {
        foreach (var entry in _values)
        {
            var isUsable = entry.Value switch
            {
                string or ValueType => true,
                IReadOnlyDictionary<string, object?> table => table.Values.All(v => v is string or ValueType),
                _ => false,
            };
            if (!isUsable || SecretName.IsProperty(entry.Key))
            {
                throw QlikFailure.Create(
                    nameof(Strings.QlikInputInvalid),
                    QlikFailure.Message(isUsable ? nameof(Strings.ImportMapSecret) : nameof(Strings.ImportMapProperty), entry.Key)
                );
            }
        }
    }

    /// <summary>The connection with the other values.</summary>
    public PortableConnection Apply(PortableConnection connection)
    {
        if (_values.Count == 0)
        {
            return connection;
        }

        return connection with
        {
            Properties = connection.Properties?.ToDictionary(
                p => p.Key,
                p => p.Value is string or ValueType && New(p.Key, Text(p.Value)) is { } other ? other : p.Value,
                StringComparer.OrdinalIgnoreCase
            ),
            Statement = connection.Statement?.Edited(Edit),
            WholeStatement = connection.WholeStatement is { } whole ? Edit(whole) : null,
        };
    }

    /// <summary>The value for a connection that has none; null if there is none.</summary>
    public string? Given(string name) => New(name, "");

    private static string Text(object value) =>
        value is bool flag ? flag ? "true" : "false" : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;

    /// <summary>The new value; null if it stays.</summary>
    private string? New(string name, string value)
    {
        if (!_values.TryGetValue(name, out var entry))
        {
            return null;
        }

        _ = _used.Add(name);
        return entry is not IReadOnlyDictionary<string, object?> table ? Text(entry!)
            : table.TryGetValue(value, out var own) ? Text(own!)
            : table.TryGetValue(ImportMap.All, out var other) ? Text(other!)
            : null;
    }

    private string Edit(string statement)
    {
        if (New(nameof(QlikDataConnection.ConnectionString), statement) is { } whole)
        {
            return whole;
        }

        var edited = new StringBuilder();
        var at = 0;
        foreach (var item in ConnectStatement.Parse(statement).Items.Where(i => !i.IsSecret))
        {
            if (ValueOf(statement, item, at) is not { } start)
            {
                continue;
            }

            var quote = item.Value.Length > 1 && item.Value[0] is '"' or '\'' && item.Value[item.Value.Length - 1] == item.Value[0] ? 1 : 0;
            var value = item.Value.Substring(quote, item.Value.Length - (2 * quote));
            if (New(item.Name, value) is { } other)
            {
                edited.Append(statement, at, start + quote - at).Append(other);
                at = start + quote + value.Length;
            }
        }

        return edited.Append(statement, at, statement.Length - at).ToString();
    }

    /// <summary>Where the value of an item begins; null if it is not found after a place.</summary>
    private static int? ValueOf(string statement, StatementItem item, int from)
    {
        for (
            var name = item.Name.Length == 0 ? -1 : statement.IndexOf(item.Name, from, StringComparison.Ordinal);
            name >= 0;
            name = statement.IndexOf(item.Name, name + 1, StringComparison.Ordinal)
        )
        {
            var sign = statement.SkipBlanks(name + item.Name.Length, statement.Length);
            if (sign < statement.Length && statement[sign] == '=')
            {
                var value = statement.SkipBlanks(sign + 1, statement.Length);
                var isWhole = name == 0 || statement[name - 1] is ';' or '"' or '[' or '\'' or '{'
                    || char.IsWhiteSpace(statement[name - 1]);
                if (isWhole && string.CompareOrdinal(statement, value, item.Value, 0, item.Value.Length) == 0)
                {
                    return value;
                }
            }
        }

        return null;
    }
}
