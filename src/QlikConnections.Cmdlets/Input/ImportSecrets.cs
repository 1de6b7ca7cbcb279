using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Net;
using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.Files;
using QlikConnections.Client.Http;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Commands;

/// <summary>
/// The secrets of an import: logins and other secrets by connection, named <c>space/name</c> or <c>name</c>, or <c>*</c> for all; what is
/// not among them comes from a vault, where they have the same names.
/// </summary>
/// <param name="logins">A login or password, or a table of them; null for none.</param>
/// <param name="secrets">The table of other secrets; null for none.</param>
/// <param name="vault">Reads a secret of the vault; null without a vault, and for a secret that is not there.</param>
internal sealed class ImportSecrets(object? logins, IDictionary? secrets, Func<string, Task<object?>>? vault)
{
    /// <summary>Connections are planned several at a time.</summary>
    private readonly ConcurrentDictionary<string, Lazy<Task<object?>>> _kept = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses plain text, before anything is read.</summary>
    /// <exception cref="QlikException">A value is not a secret.</exception>
    public void Check()
    {
        if (Bare(logins) is IDictionary table)
        {
            foreach (DictionaryEntry entry in table)
            {
                _ = Bare(entry.Value) is PSCredential or SecureString ? true : throw Plain(nameof(ImportCmdlet.Credential));
            }
        }
        else if (Bare(logins) is not (null or PSCredential or SecureString))
        {
            throw Plain(nameof(ImportCmdlet.Credential));
        }

        foreach (DictionaryEntry entry in secrets ?? new Hashtable())
        {
            var isSecret = Bare(entry.Value) switch
            {
                SecureString or PSCredential => true,
                IDictionary items => items.Values.Cast<object?>().All(v => Bare(v) is SecureString),
                _ => false,
            };
            _ = isSecret ? true : throw Plain(nameof(ImportCmdlet.Secret));
        }
    }

    /// <summary>The login of a connection; null if there is none.</summary>
    public async Task<NetworkCredential?> LoginAsync(PortableConnection connection) =>
        Login(connection, Bare(logins) is IDictionary table ? Entry(table, connection) : Bare(logins))
        ?? Login(connection, await FromVaultAsync(connection).ConfigureAwait(false));

    /// <summary>The secret of an item or property; null if there is none.</summary>
    public async Task<SecureString?> SecretAsync(PortableConnection connection, string item) =>
        Secret(connection, secrets is null ? null : Entry(secrets, connection), item)
        ?? Secret(connection, await FromVaultAsync(connection).ConfigureAwait(false), item);

    private static NetworkCredential? Login(PortableConnection connection, object? value) =>
        value switch
        {
            PSCredential login => PropertyTable.ToLogin(login),
            SecureString password => new NetworkCredential(connection.UserName ?? "", password),
            string text => new NetworkCredential(connection.UserName ?? "", SecretText.Hide(text)),
            _ => null,
        };

    /// <summary>One secret stands for what was left out, if that is one thing.</summary>
    private static SecureString? Secret(PortableConnection connection, object? value, string item)
    {
        var isOnly = (connection.Statement?.Gaps.Distinct().Count() ?? 0) <= 1
            && connection.LeftOut.Count(l => l != ConnectionSnapshot.Statement) <= 1;
        return value switch
        {
            IDictionary items => Text(items.Keys.Cast<object>().Where(k => Is(k, item)).Select(k => Bare(items[k])).FirstOrDefault()),
            PSCredential login => login.Password,
            _ => isOnly ? Text(value) : null,
        };
    }

    private static SecureString? Text(object? value) =>
        value switch
        {
            SecureString secret => secret,
            string text => SecretText.Hide(text),
            _ => null,
        };

    private async Task<object?> FromVaultAsync(PortableConnection connection)
    {
        if (vault is null)
        {
            return null;
        }

        foreach (var name in NamesOf(connection))
        {
            var read = _kept.GetOrAdd(name, n => new Lazy<Task<object?>>(() => vault(n)));
            if (Bare(await read.Value.ConfigureAwait(false)) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    private static object? Entry(IDictionary table, PortableConnection connection) =>
        NamesOf(connection)
            .Append(ImportMap.All)
            .Select(n => table.Keys.Cast<object>().Where(k => Is(k, n)).Select(k => Bare(table[k])).FirstOrDefault())
            .FirstOrDefault(v => v is not null);

    private static IEnumerable<string> NamesOf(PortableConnection connection) =>
        connection.Space is { } space ? [$"{space}/{connection.Name}", connection.Name] : [connection.Name];

    private static bool Is(object key, string name) => name.Equals($"{key}", StringComparison.OrdinalIgnoreCase);

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static QlikException Plain(string parameter) =>
        QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.ImportSecretPlain), parameter));
}
