using System.Collections;
using System.Management.Automation;
using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.Http;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>A secret as a vault returns it: a text, a login, or a table of texts.</summary>
internal sealed class VaultSecret
{
    private static readonly string[] Identities = ["ClientId", "UserName"];

    private readonly SecretReference _reference;
    private readonly object _value;

    private VaultSecret(SecretReference reference, object value) => (_reference, _value) = (reference, value);

    /// <summary>The client or user that the secret is for; null if it does not say it.</summary>
    public string? Identity => _value switch
    {
        PSCredential login => login.UserName,
        // A vault returns each text of a table as a SecureString.
        IDictionary table => Identities.Select(i => Text(Entry(table, i)))
            .OfType<SecureString>()
            .Select(SecretText.Reveal)
            .FirstOrDefault(),
        _ => null,
    };

    /// <summary>A secret of a vault.</summary>
    /// <exception cref="QlikException">It is of a type that holds no text.</exception>
    public static VaultSecret Of(SecretReference reference, object value) =>
        value is SecureString or string or PSCredential or IDictionary
            ? new VaultSecret(reference, value)
            : throw Unavailable(reference, QlikFailure.Message(nameof(Strings.SecretOfType), value.GetType().Name));

    /// <summary>The key, token or password for a sign-in.</summary>
    /// <exception cref="QlikException">It is empty, for another user or client, or not in the table.</exception>
    public SecureString For(SignInProfile profile)
    {
        if (Identity is { } identity && profile.SecretOwner is { } owner && !identity.Equals(owner, StringComparison.OrdinalIgnoreCase))
        {
            throw Unavailable(_reference, QlikFailure.Message(nameof(Strings.SecretOfOther), identity, owner));
        }

        if (Identity is null && profile.SignIn == SignInKind.Interactive)
        {
            // Somebody's key: it would be sent as a token, and then be replaced by one.
            throw Unavailable(_reference, Strings.SecretNotRemembered);
        }

        var secret = _value switch
        {
            PSCredential login => login.Password,
            IDictionary table => Text(Entry(table, profile.SecretKey))
                ?? throw Unavailable(_reference, QlikFailure.Message(nameof(Strings.SecretWithoutKey), profile.SecretKey)),
            _ => Text(_value)!,
        };
        return secret.Length > 0 ? secret : throw Unavailable(_reference, Strings.SecretEmpty);
    }

    private static SecureString? Text(object? value) => value switch
    {
        SecureString secret => secret,
        string text => SecretText.Hide(text),
        _ => null,
    };

    private static object? Entry(IDictionary table, string key)
    {
        var found = table.Keys.Cast<object>().FirstOrDefault(k => key.Equals(k as string, StringComparison.OrdinalIgnoreCase));
        var value = found is null ? null : table[found];
        return value is PSObject wrapped ? wrapped.BaseObject : value;
    }

    private static QlikException Unavailable(SecretReference reference, string reason) =>
        QlikFailure.Create(nameof(Strings.QlikSecretUnavailable), reference, reason);
}
