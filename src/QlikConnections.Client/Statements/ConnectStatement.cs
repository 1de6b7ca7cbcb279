namespace QlikConnections.Client.Statements;

/// <summary>
/// A parsed connect statement: CUSTOM, ODBC and OLEDB CONNECT TO, connection strings, addresses, folders, JSON. Only this class decides
/// what in it is secret. Every byte is kept: the parts together are the text. A statement in an unknown form is secret as a whole.
/// </summary>
public sealed class ConnectStatement
{
    /// <summary>The text that is shown in place of a secret. It is never written or sent.</summary>
    public const string Hidden = "***";

    private ConnectStatement(IReadOnlyList<StatementPart> parts, IReadOnlyList<StatementItem> items, bool isUnderstood)
    {
        Parts = parts;
        Items = items;
        IsUnderstood = isUnderstood;
    }

    /// <summary>The whole text, split where a secret begins and ends.</summary>
    internal IReadOnlyList<StatementPart> Parts { get; }

    /// <summary>The items in their order; empty for folders, addresses and unknown forms.</summary>
    internal IReadOnlyList<StatementItem> Items { get; }

    /// <summary>False if the text has no known form, so the place of secrets in it is unknown.</summary>
    public bool IsUnderstood { get; }

    /// <summary>True if there is a secret in it.</summary>
    public bool HasSecret => Parts.Any(p => p.Secret is not null);

    /// <summary>The text, including secrets.</summary>
    public string Text => string.Concat(Parts.Select(p => p.Text));

    /// <summary>The text for display.</summary>
    public string Shown =>
        IsUnderstood ? string.Concat(Parts.Select(p => p.ToString())) : QlikFailure.Message(nameof(Strings.StatementNotUnderstood), Hidden);

    /// <summary>Parses a statement, in time linear to its length.</summary>
    public static ConnectStatement Parse(string text)
    {
        var reader = new StatementReader(text);
        return reader.Read()
            ? new ConnectStatement(Cut(text, reader.Secrets), reader.Items, isUnderstood: true)
            : new ConnectStatement([new StatementPart(text, "")], [], isUnderstood: false);
    }

    /// <summary>A statement for display; empty for none.</summary>
    public static string Show(string? text) => string.IsNullOrEmpty(text) ? "" : Parse(text!).Shown;

    /// <summary>A single value, parsed in the same way.</summary>
    /// <param name="name">The item or property of the value.</param>
    /// <param name="value">The value.</param>
    internal static IReadOnlyList<StatementPart> ValueParts(string name, string value)
    {
        var secrets = new List<SecretRange>();
        new SecretSearch(value, secrets).Value(0, value.Length, name);
        // A property may contain a whole statement.
        var reader = new StatementReader(value);
        if (reader.Read())
        {
            secrets.AddRange(reader.Secrets);
        }

        return Cut(value, secrets);
    }

    /// <summary>Without secrets, because an object may become part of a message.</summary>
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
