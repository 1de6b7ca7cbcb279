using System.Net.Http;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>POST /data-connections, sure to make one connection and not two: a name is unique in its space (data-connections reference).</summary>
internal sealed class CloudCreation(ApiTransport transport, CloudApi api, QlikSession session)
{
    private readonly CreationRecovery _recovery = new(transport.Time, namesAreUnique: true);

    /// <summary>Creates the connection, or finds the one that this request made although its answer was lost.</summary>
    /// <returns>The connection, with its id.</returns>
    public Task<ConnectionWire> SendAsync(DataConnectionDefinition definition, CancellationToken cancellationToken) => _recovery.SendAsync(
        definition.Name, () => PostAsync(definition, cancellationToken), () => LookUpAsync(definition, cancellationToken), c => c.Id, cancellationToken);

    private async Task<ConnectionWire> PostAsync(DataConnectionDefinition definition, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Post, transport.Address(api.Creation(definition)));
        request.Content = ApiTransport.Json(api.CreationBody(definition));
        var created = await CloudApi.SendAsync(transport, request, cancellationToken).ConfigureAwait(false);
        return created.Id is not null ? created : throw transport.Unusable(request, QlikFailure.Message(nameof(Strings.IdUnreadable), definition.Name));
    }

    private async Task<NameLookup<ConnectionWire>> LookUpAsync(DataConnectionDefinition definition, CancellationToken cancellationToken)
    {
        var query = new DataConnectionQuery
        {
            Names = [new TextMatch(TextMatchKind.Equal, definition.Name)],
            Spaces = [definition.Space ?? new QlikSpace { Type = QlikSpaceType.Personal }],
            IncludeDisabled = true,
        };
        using var request = new ApiRequest(HttpMethod.Get, transport.Address(ConnectionListAddress.Of(api, query, session.UserId).Single()));
        var page = await transport.SendAsync(request, CloudJson.Default.ConnectionPage, cancellationToken).ConfigureAwait(false);
        var holders = (page.Data ?? []).Where(c => c.Name == definition.Name).Select(c => Holder(definition, c)).ToArray();
        return new NameLookup<ConnectionWire>(holders, (page.Errors ?? []).Count == 0 && string.IsNullOrWhiteSpace(page.Links?.Next?.Href), request.AnsweredAt);
    }

    private NameHolder<ConnectionWire> Holder(DataConnectionDefinition definition, ConnectionWire connection) => new(
        connection,
        connection.Id,
        connection.User,
        connection.Created ?? connection.CreatedAt,
        session.UserId is { } me && connection.User == me
            && connection.DataSourceId == definition.DataSourceId
            && definition.Tags.All(t => (connection.Tags ?? []).Contains(t)));
}
