using QlikConnections.Client;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>Keeps what a sign-in in the browser leaves for the next one: its refresh token, in a vault and nowhere else.</summary>
internal static class RememberedSignIn
{
    /// <summary>Writes a new refresh token into the vault, if the user wishes it.</summary>
    /// <param name="cmdlet">The cmdlet that runs.</param>
    /// <param name="session">The session.</param>
    /// <param name="isFresh">True if a person has just signed in, so that there must be a refresh token.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A warning, if it is not kept; otherwise null.</returns>
    public static async Task<string?> KeepAsync(AsyncCmdlet cmdlet, QlikSession session, bool isFresh, CancellationToken cancellationToken)
    {
        if (
            session.Client is not IDataConnectionClient client
            || session.SignIn is not SignInProfile { SignIn: SignInKind.Interactive, Secret: { } reference }
        )
        {
            return null;
        }

        // Not disposed: a vault may keep the object itself.
        if (await client.TakeRememberedAsync(cancellationToken).ConfigureAwait(false) is not { } token)
        {
            return isFresh ? QlikFailure.Message(nameof(Strings.RememberFailed), session.Name, Strings.RememberNoToken) : null;
        }

        try
        {
            await cmdlet.AskAsync(() => new SecretManagement(cmdlet.InvokeCommand).Set(reference, token)).ConfigureAwait(false);
            return null;
        }
        catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikSecretUnavailable))
        {
            return QlikFailure.Message(nameof(Strings.RememberFailed), session.Name, failure.Message);
        }
    }
}
