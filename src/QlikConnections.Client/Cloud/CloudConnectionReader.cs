using System.Net;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>Reads one connection of a tenant: GET /data-connections/{id}.</summary>
internal sealed class CloudConnectionReader(ApiTransport transport, CloudApi api, CloudNames names, QlikSession session)
{
    /// <summary>Reads the connection; its properties too where they have an address of their own.</summary>
    /// <param name="id">The connection.</param>
    /// <param name="detailed">True to read its properties too.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="QlikException">It is not there, or the response is about another connection.</exception>
    public async Task<QlikDataConnection> GetAsync(Guid id, bool detailed, CancellationToken cancellationToken)
    {
        if (api.Properties(id) is not { } path)
        {
            return await ReadAsync(id, detailed, cancellationToken).ConfigureAwait(false);
        }

        // dcaas knows the properties, but neither connect statement, type, rights nor all tags; an object without them would pass for a
        // connection that has none.
        using var request = new ApiRequest(HttpMethod.Get, transport.Address(path));
        try
        {
            var wire = await CloudApi.SendAsync(transport, request, cancellationToken).ConfigureAwait(false);
            var properties =
                wire.Id == id
                    ? wire.ToModel(session, null, null)!.Properties
                    : throw transport.Failures.AnotherObject(request, Named(wire));
            return (await ReadAsync(id, detailed: false, cancellationToken).ConfigureAwait(false)).With(c => c.Properties = properties);
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw exception.AsNotFound(id, session);
        }
    }

    /// <summary>Reads the connection with one request.</summary>
    public async Task<QlikDataConnection> ReadAsync(Guid id, bool detailed, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(
            HttpMethod.Get,
            transport.Address($"{api.DataConnections}/{id:D}{(detailed ? "?parseConnection=true" : "")}")
        );
        try
        {
            var wire = await transport.SendAsync(request, CloudJson.Default.ConnectionWire, cancellationToken).ConfigureAwait(false);
            if (wire.Id != id)
            {
                throw transport.Failures.AnotherObject(request, Named(wire));
            }

            var (spaces, users) = await names.ForAsync([wire], cancellationToken).ConfigureAwait(false);
            return wire.ToModel(session, spaces, users)!;
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw exception.AsNotFound(id, session);
        }
    }

    private static string? Named(ConnectionWire wire) => wire.Ids ?? wire.Name;
}
