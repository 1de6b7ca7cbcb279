namespace QlikConnections.Client.Statements;

/// <summary>
/// A connect statement, taken apart: CUSTOM, ODBC and OLEDB CONNECT TO, connection strings, addresses, folders, JSON. The only judge of
/// what in it is secret. Every byte is kept: the parts put together are the text. A statement that cannot be understood is secret whole.
/// </summary>
internal sealed class ConnectStatement
{
    /// <summary>What is shown in place of a secret. It is for eyes alone, and never written or sent.</summary>
    public const string Hidden = "***";

    private ConnectStatement(IReadOnlyList<StatementPart> parts, IReadOnlyList<StatementItem> items, bool isUnderstood)
    {
        Parts = parts;
        Items = items;
        IsUnderstood = isUnderstood;
    }

    /// <summary>The whole text, cut where a secret begins and ends.</summary>
    public IReadOnlyList<StatementPart> Parts { get; }

    /// <summary>The items in their order; empty for folders, addresses and what is not understood.</summary>
    public IReadOnlyList<StatementItem> Items { get; }

    /// <summary>False when the text follows no known form, so that nobody can say where in it a secret is.</summary>
    public bool IsUnderstood { get; }

    /// <summary>True when there is anything to hide.</summary>
    public bool HasSecret => Parts.Any(p => p.Secret is not null);

    /// <summary>The text, secrets included.</summary>
    public string Text => string.Concat(Parts.Select(p => p.Text));

    /// <summary>The text as people may see it.</summary>
    public string Shown =>
        IsUnderstood ? string.Concat(Parts.Select(p => p.ToString())) : QlikFailure.Message(nameof(Strings.StatementNotUnderstood), Hidden);

    /// <summary>Takes a statement apart. Time grows with its length and not faster.</summary>
    public static ConnectStatement Parse(string text)
    {
        var reader = new StatementReader(text);
        return reader.Read()
            ? new ConnectStatement(Cut(text, reader.Secrets), reader.Items, isUnderstood: true)
            : new ConnectStatement([new StatementPart(text, "")], [], isUnderstood: false);
    }

    /// <summary>A statement as people may see it; empty for none.</summary>
    public static string Show(string? text) => string.IsNullOrEmpty(text) ? "" : Parse(text!).Shown;

    /// <summary>One value alone, cut in the same way.</summary>
    /// <param name="name">The item or property whose value it is.</param>
    /// <param name="value">The value.</param>
    public static IReadOnlyList<StatementPart> ValueParts(string name, string value)
    {
        var secrets = new List<SecretRange>();
        new SecretSearch(value, secrets).Value(0, value.Length, name);
        // A property may hold a whole statement.
        var reader = new StatementReader(value);
        if (reader.Read())
        {
            secrets.AddRange(reader.Secrets);
        }

        return Cut(value, secrets);
    }

    /// <summary>Never the secrets: an object may end in a message.</summary>
    public override string ToString() => Shown;

    private static List<StatementPart> Cut(string text, IReadOnlyList<SecretRange> secrets)
    {
        var parts = new List<StatementPart>();
        var at = 0;
        foreach (var secret in secrets.OrderBy(s => s.Start).ThenByDescending(s => s.End))
        {
            if (secret.End <= at)
            {
                continue;
            }

            if (secret.Start > at)
            {
                parts.Add(new StatementPart(text.Substring(at, secret.Start - at), null));
                at = secret.Start;
            }

            parts.Add(new StatementPart(text.Substring(at, secret.End - at), secret.Name));
            at = secret.End;
        }

        if (at < text.Length)
        {
            parts.Add(new StatementPart(text.Substring(at), null));
        }

        return parts;
    }
}
