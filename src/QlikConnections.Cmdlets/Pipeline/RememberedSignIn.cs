using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>Keeps what a sign-in in the browser leaves for the next one: its refresh token, in a vault and nowhere else.</summary>
internal static class RememberedSignIn
{
    /// <summary>Tokens that a vault did not take. They are offered again at the end of the session, not with each command: a vault that is
    /// locked asks for its password.</summary>
    private static readonly ConditionalWeakTable<QlikSession, SecureString> Refused = new();

    /// <summary>Whether the sign-in of a session is to be remembered.</summary>
    public static bool IsWished(QlikSession session) => Place(session) is not null;

    /// <summary>Writes a new refresh token into the vault, if the user wishes it.</summary>
    /// <param name="cmdlet">The cmdlet that runs.</param>
    /// <param name="session">The session.</param>
    /// <param name="moment">When this is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A warning, if it is not kept; otherwise null.</returns>
    public static async Task<string?> KeepAsync(
        AsyncCmdlet cmdlet,
        QlikSession session,
        RememberMoment moment,
        CancellationToken cancellationToken
    )
    {
        if (session.Client is not IDataConnectionClient client || Place(session) is not ({ } reference, { } owner))
        {
            return null;
        }

        // Not disposed: a vault may keep the object itself.
        var token = await client.TakeRememberedAsync(cancellationToken).ConfigureAwait(false)
            ?? (moment == RememberMoment.End && Refused.TryGetValue(session, out var refused) ? refused : null);
        if (token is null)
        {
            return moment == RememberMoment.Begin
                ? QlikFailure.Message(nameof(Strings.RememberFailed), session.Name, Strings.RememberNoToken)
                : null;
        }

        Refused.Remove(session);
        try
        {
            await cmdlet.AskAsync(() => new SecretManagement(cmdlet.InvokeCommand).Set(reference, new PSCredential(owner, token)))
                .ConfigureAwait(false);
            return null;
        }
        catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikSecretUnavailable))
        {
            Refused.Add(session, token);
            return QlikFailure.Message(nameof(Strings.RememberFailed), session.Name, failure.Message);
        }
    }

    /// <summary>Where the token is kept, and for which client of which tenant it is.</summary>
    private static (SecretReference Reference, string Owner)? Place(QlikSession session) =>
        session.SignIn is SignInProfile { SignIn: SignInKind.Interactive, Secret: { } reference } profile
            ? (reference, profile.SecretOwner!)
            : null;
}
