using System.Collections;
using System.Globalization;
using System.Security;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client;

/// <summary>Properties of the values of connection properties.</summary>
public static class PropertyValues
{
    /// <summary>True when a connection never shows the property, so that a value for it cannot be compared and is always sent.</summary>
    public static bool IsHidden(string name, object? value) =>
        PropertySecrets.IsSecret(name, value)
        || LoginProperties.IsUserName(name)
        || name is CredentialProperty.Name or CredentialProperty.Selected;

    /// <summary>True when a new value may send the stored login to another server [cloud 2.5 rule 3].</summary>
    public static bool IsHost(string name) => name is "host" or "server" or "url";

    /// <summary>True when the values mean the same. Servers write ports as text or as number.</summary>
    public static bool AreEqual(object? one, object? other) => (one, other) switch
    {
        (IReadOnlyDictionary<string, object?> a, IReadOnlyDictionary<string, object?> b) =>
            a.Count == b.Count && a.All(p => b.TryGetValue(p.Key, out var value) && AreEqual(p.Value, value)),
        (IReadOnlyDictionary<string, object?>, _) or (_, IReadOnlyDictionary<string, object?>) => false,
        (string a, string b) => a == b,
        (IEnumerable a and not string, IEnumerable b and not string) => AreEqual([.. a.Cast<object?>()], [.. b.Cast<object?>()]),
        (SecureString, _) or (_, SecureString) => false,
        _ => one is not null && other is not null && Text(one) == Text(other),
    };

    private static bool AreEqual(object?[] one, object?[] other) =>
        one.Length == other.Length && one.Zip(other, AreEqual).All(same => same);

    private static string Text(object value) =>
        value is bool flag ? flag ? "true" : "false" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
