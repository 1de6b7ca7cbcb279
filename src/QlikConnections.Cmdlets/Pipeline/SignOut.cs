using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Ends the sign-in of a session at its server. The session ends whatever the result is.</summary>
internal static class SignOut
{
    /// <summary>Ends it, before the session is closed.</summary>
    /// <returns>A warning, if the server did not confirm it; otherwise null.</returns>
    public static async Task<string?> SignOutAsync(this QlikSession session, CancellationToken cancellationToken)
    {
        try
        {
            if (session.Client is IDataConnectionClient client)
            {
                await client.SignOutAsync(cancellationToken).ConfigureAwait(false);
            }

            return null;
        }
        catch (QlikException failure)
        {
            return QlikFailure.Message(nameof(Strings.RevocationFailed), session.Name, failure.Message);
        }
    }
}
