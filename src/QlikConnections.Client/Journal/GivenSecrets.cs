using System.Net;
using System.Security;
using QlikConnections.Client.Recovery;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Journal;

/// <summary>The secrets that somebody gives a connection. A server may repeat them in another member, where no name tells that they are
/// secrets.</summary>
internal static class GivenSecrets
{
    private static readonly Dictionary<string, object?> NoProperties = [];

    /// <summary>The secrets of a change.</summary>
    public static IReadOnlyList<string> Of(DataConnectionChange change) =>
        Of(change.Properties, change.Credential, change.ConnectionSecret);

    /// <summary>The secrets of a creation.</summary>
    public static IReadOnlyList<string> Of(DataConnectionDefinition definition) =>
        Of(definition.Properties, definition.Credential, definition.ConnectionSecret);

    /// <summary>Whether a text has a secret in it; what is shorter than that is also in words that have nothing to do with it.</summary>
    public static bool IsIn(string text, string secret) =>
        text == secret || (secret.Length >= StoredStatement.ShortestCut && text.Contains(secret));

    private static IReadOnlyList<string> Of(
        IReadOnlyDictionary<string, object?>? properties,
        NetworkCredential? login,
        SecureString? secret
    ) =>
        properties is null && login is null && secret is null
            ? []
            :
            [
                .. (properties ?? NoProperties)
                    .Where(p => PropertySecrets.Holds(p.Key, p.Value))
                    .Select(p => p.Value)
                    .Concat([login, secret])
                    .SelectMany(PropertySecrets.Texts)
                    .Where(t => t.Length > 0),
            ];
}
