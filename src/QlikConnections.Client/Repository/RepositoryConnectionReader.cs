using System.Net;
using System.Text.Json.Nodes;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>Reads one connection of a site: GET /dataconnection/{id}.</summary>
internal sealed class RepositoryConnectionReader(ApiTransport transport, QlikSession session)
{
    /// <summary>Reads the connection.</summary>
    /// <param name="id">The connection.</param>
    /// <param name="privileges">True to read the caller's rights too.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="QlikException">It is not there, or the response is about another connection.</exception>
    public async Task<JsonObject> ReadAsync(Guid id, bool privileges, CancellationToken cancellationToken)
    {
        if (id == Guid.Empty)
        {
            // The server would call it a bad request.
            throw QlikFailure.ConnectionNotFound(QlikFailure.WithId(id), session);
        }

        using var request = new ApiRequest(
            HttpMethod.Get,
            transport.Address($"{RepositoryClient.Connections}/{id:D}{(privileges ? "?privileges=true" : "")}")
        );
        try
        {
            return await transport.ConnectionAsync(request, id, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw exception.AsNotFound(id, session);
        }
    }
}
