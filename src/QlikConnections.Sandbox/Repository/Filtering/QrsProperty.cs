namespace QlikConnections.Sandbox.Repository.Filtering;

/// <summary>One property that filters and orderby may name.</summary>
internal sealed class QrsProperty<T>
{
    private QrsProperty(string name, QrsKind kind, Func<T, object>? value, Func<T, IEnumerable<object>> values)
    {
        Name = name;
        Kind = kind;
        Value = value;
        Values = values;
    }

    public string Name { get; }

    public QrsKind Kind { get; }

    /// <summary>The one value; null for a property of a list, which cannot be sorted by.</summary>
    public Func<T, object>? Value { get; }

    public Func<T, IEnumerable<object>> Values { get; }

    public static QrsProperty<T> Text(string name, Func<T, string> value) => Single(name, QrsKind.Text, value);

    public static QrsProperty<T> Id(string name, Func<T, Guid> value) => Single(name, QrsKind.Id, row => value(row));

    public static QrsProperty<T> Number(string name, Func<T, int> value) => Single(name, QrsKind.Number, row => (long)value(row));

    public static QrsProperty<T> Flag(string name, Func<T, bool> value) => Single(name, QrsKind.Flag, row => value(row));

    public static QrsProperty<T> Date(string name, Func<T, DateTimeOffset> value) => Single(name, QrsKind.Date, row => value(row));

    /// <summary>A property of the elements of a list: a comparison is true when it is true of any of them.</summary>
    public static QrsProperty<T> Any(string name, QrsKind kind, Func<T, IEnumerable<object>> values) => new(name, kind, null, values);

    private static QrsProperty<T> Single(string name, QrsKind kind, Func<T, object> value) => new(name, kind, value, row => [value(row)]);
}
