using System.Net;
using QlikConnections.Client.Http;

namespace QlikConnections.Client;

/// <summary>The deletion of a connection, for both platforms.</summary>
internal static class ConnectionDeletion
{
    /// <summary>Deletes the connection at the address.</summary>
    /// <exception cref="QlikException">It does not exist, unless an earlier attempt of this request deleted it and the response was
    /// lost.</exception>
    public static async Task DeleteAsync(
        this ApiTransport transport,
        Uri address,
        Guid id,
        QlikSession session,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await transport.DeleteAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw exception.AsNotFound(id, session);
        }
    }

    /// <summary>The failure, with the error id for a connection.</summary>
    public static QlikApiException AsNotFound(this QlikApiException exception, Guid id, QlikSession session) =>
        exception.As(
            nameof(Strings.QlikDataConnectionNotFound),
            QlikFailure.Message(nameof(Strings.QlikDataConnectionNotFound), QlikFailure.WithId(id), session.Name),
            new Advice(session.Platform, session.Authentication).Of(nameof(Strings.QlikDataConnectionNotFound))
        );
}
