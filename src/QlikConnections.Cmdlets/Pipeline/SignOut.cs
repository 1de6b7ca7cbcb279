using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Ends the sign-in of a session at its server. The session ends whatever the result is.</summary>
internal static class SignOut
{
    /// <summary>Ends it, before the session is closed.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isRemembered">True if what the next session needs was kept, and remains valid.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>A warning, if the server did not confirm it; otherwise null.</returns>
    public static async Task<string?> SignOutAsync(this QlikSession session, bool isRemembered, CancellationToken cancellationToken)
    {
        try
        {
            if (session.Client is IDataConnectionClient client)
            {
                await client.SignOutAsync(isRemembered, cancellationToken).ConfigureAwait(false);
            }

            return null;
        }
        catch (QlikException failure)
        {
            return QlikFailure.Message(nameof(Strings.RevocationFailed), session.Name, failure.Message);
        }
    }
}
