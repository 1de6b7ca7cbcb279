using System.Collections;
using System.Globalization;
using System.Net;
using System.Security;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Statements;

/// <summary>Finds secrets in the value of a data source's property, with the rules for items of a statement, also in lists and
/// tables.</summary>
public static class PropertySecrets
{
    /// <summary>Whether the value is or contains a secret: by its name, by the name next to it as in REST headers, or by its
    /// text.</summary>
    public static bool Holds(string name, object? value) => value switch
    {
        null or bool or long or double => false,
        SecureString => true,
        string text => text.Length > 0 && (SecretName.Is(name, NameContext.Item, text) || Parts(name, text).Any(p => p.Secret is not null)),
        IReadOnlyDictionary<string, object?> table =>
            table.Any(p => Holds(p.Key, p.Value))
            || (table.TryGetValue("encrypt", out var encrypt) && encrypt is true or "true")
            || (table.TryGetValue("name", out var named) && named is string header && SecretName.Is(header, NameContext.Parameter)),
        IEnumerable list => SecretName.IsProperty(name, isFile: true) || list.Cast<object?>().Any(v => Holds(name, v)),
        _ => SecretName.Is(name),
    };

    /// <summary>A text as people may see it.</summary>
    public static string Show(string name, string text) =>
        SecretName.Is(name, NameContext.Item, text)
            && text.Length > 0 ? ConnectStatement.Hidden : string.Concat(Parts(name, text).Select(p => p.ToString()));

    /// <summary>A value as people may see it. A list or table can contain anything, also a header with a token, so only its kind is
    /// shown.</summary>
    public static string ShowAny(string name, object? value) => value switch
    {
        null => "",
        string text => Show(name, text),
        bool flag => flag ? "true" : "false",
        IEnumerable => Strings.ValueList,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>A value has the grammar of an item's value, or is a whole statement.</summary>
    private static IReadOnlyList<StatementPart> Parts(string name, string text)
    {
        var parts = ConnectStatement.ValueParts(name, text);
        if (parts.Any(p => p.Secret is not null) || text.IndexOf('=') < 0)
        {
            return parts;
        }

        var statement = ConnectStatement.Parse(text);
        return statement.IsUnderstood ? statement.Parts : parts;
    }

    /// <summary>The secrets in a text.</summary>
    public static IEnumerable<string> Secrets(string name, string text) =>
        SecretName.Is(name, NameContext.Item, text) ? [text] : Parts(name, text).Where(p => p.Secret is not null).Select(p => p.Text!);

    /// <summary>The strings in a value, at any depth.</summary>
    public static IEnumerable<string> Texts(object? value) => value switch
    {
        string text => [text],
        SecureString secret => [SecretText.Reveal(secret)],
        NetworkCredential login => Texts(login.SecurePassword),
        IReadOnlyDictionary<string, object?> table => table.Where(p => p.Key is not "name").SelectMany(p => Texts(p.Value)),
        IEnumerable list => list.Cast<object?>().SelectMany(Texts),
        _ => [],
    };

    /// <summary>True when the value must not be shown.</summary>
    public static bool IsSecret(string name, object? value) =>
        HoldsSecret(value) || SecretName.IsProperty(name, isFile: value is IEnumerable and not string);

    private static bool HoldsSecret(object? value) => value switch
    {
        SecureString => true,
        string => false,
        IReadOnlyDictionary<string, object?> table => table.Values.Any(HoldsSecret),
        IEnumerable list => list.Cast<object?>().Any(HoldsSecret),
        _ => false,
    };
}
