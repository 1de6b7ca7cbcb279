using System.Collections;
using System.Management.Automation;
using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
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
    /// <exception cref="QlikException">It does not fit the sign-in: it is empty, of another kind, for another user or client, or not in the
    /// table.</exception>
    public SecureString For(SignInProfile profile)
    {
        if (Mismatch(profile) is { } reason)
        {
            throw Unavailable(_reference, reason);
        }

        if (Identity is { } identity && profile.SecretOwner is { } owner && !identity.Equals(owner, StringComparison.OrdinalIgnoreCase))
        {
            throw Unavailable(_reference, QlikFailure.Message(nameof(Strings.SecretOfOther), identity, owner));
        }

        var secret = _value switch
        {
            PSCredential login => login.Password,
            IDictionary table => Text(Entry(table, profile.SecretKey))
                ?? throw Unavailable(_reference, QlikFailure.Message(nameof(Strings.SecretWithoutKey), profile.SecretKey)),
            _ => Text(_value)!,
        };
        return SecretText.IsBlank(secret) ? throw Unavailable(_reference, Strings.SecretEmpty) : secret;
    }

    /// <summary>Why the value cannot be the secret of a sign-in; null if it can. A person's password must not be sent as a key.</summary>
    private string? Mismatch(SignInProfile profile) => profile.SignIn switch
    {
        // Somebody's key: it would be sent as a token, and then be replaced by one.
        SignInKind.Interactive when Identity is null => Strings.SecretNotRemembered,
        SignInKind.ApiKey or SignInKind.AccessToken or SignInKind.Jwt when _value is PSCredential =>
            QlikFailure.Message(nameof(Strings.SecretIsLogin), Identity, profile.SignIn),
        // What -Remember keeps, and the login of a Windows user.
        SignInKind.OAuth when Identity is { } identity && !OAuthClientId.IsUsable(identity) =>
            QlikFailure.Message(nameof(Strings.SecretOfNoClient), identity),
        SignInKind.Windows when Identity is { } identity && IsRemembered(identity) => Strings.SecretRemembered,
        _ => null,
    };

    /// <summary>Whether it is the owner of what -Remember keeps: the id of a client, and a tenant. The name of a Windows user can have a
    /// domain there, which has no port.</summary>
    private static bool IsRemembered(string identity) =>
        identity.Substring(identity.IndexOf('@') + 1) is var place
        && place.Length < identity.Length
        && (place.Contains(':') || CloudAddress.IsOfQlik(place));

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
