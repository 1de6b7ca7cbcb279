using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Migration;

/// <summary>The items of a connect statement, without their quotes.</summary>
internal sealed class SiteStatement
{
    /// <summary>What stands for a secret that is not known. No statement has it.</summary>
    public const string Gap = "\uE002";

    private readonly List<StatementItem> _items = [];

    private SiteStatement(string text) => Text = text;

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>The items, with the values that they mean.</summary>
    public IReadOnlyList<StatementItem> Items => _items;

    /// <summary>The first value of that name; null if there is none.</summary>
    public string? this[string name] =>
        _items.Where(i => i.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(i => i.Value).FirstOrDefault();

    /// <summary>Parses a statement.</summary>
    /// <returns>Null if the text has no known form.</returns>
    public static SiteStatement? Parse(string text)
    {
        var parsed = ConnectStatement.Parse(text);
        if (!parsed.IsUnderstood)
        {
            return null;
        }

        var statement = new SiteStatement(text.Trim());
        statement._items.AddRange(parsed.Items.Select(i => i with { Value = Bare(i.Value) }));
        return statement;
    }

    private static string Bare(string value)
    {
        value = value.Trim();
        var close = value.Length < 2 ? '\0' : value[0] switch { '{' => '}', '"' => '"', '\'' => '\'', _ => '\0' };
        if (close == '\0' || value[value.Length - 1] != close)
        {
            return value;
        }

        // Inside, the closing sign is doubled.
        return value.Substring(1, value.Length - 2).Replace(new string(close, 2), close.ToString());
    }
}
