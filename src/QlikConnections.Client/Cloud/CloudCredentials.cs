using System.Net;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>The credential sets of a Qlik Cloud tenant [cloud 5].</summary>
internal sealed class CloudCredentials(ApiTransport transport, CloudApi api, QlikSession session, CloudNames names) : ICredentialDirectory
{
    public QlikException? Unsupported => null;

    public Task<QlikDataCredential> GetAsync(Guid id, CancellationToken cancellationToken) =>
        ReadAsync(Address(id), QlikFailure.WithId(id), c => c.Id == id, cancellationToken);

    public Task<QlikDataCredential> GetAsync(string name, CancellationToken cancellationToken) =>
        ReadAsync(
            transport.Address($"{api.DataCredentials}/{PathSegment.Of(name)}?byCredentialName=true"),
            QlikFailure.Named(name),
            c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase),
            cancellationToken);

    public async Task<ServerList<QlikDataCredential>> OrphansAsync(
        string? dataSourceId,
        string? type,
        bool? separate,
        CancellationToken cancellationToken
    )
    {
        var filter = new OrphanFilterWire(dataSourceId, type, separate switch { true => 1, false => 0, null => null });
        using var request = new ApiRequest(HttpMethod.Post, transport.Address(api.DataCredentials + "/actions/filter-orphan"))
        {
            // It only reads.
            Repeatable = true,
            Content = ApiTransport.Json(filter, CloudJson.Default.OrphanFilterWire),
        };
        var response = await transport.SendAsync(request, CloudJson.Default.OrphansWire, cancellationToken).ConfigureAwait(false);
        var wires = (response.Data ?? []).GroupBy(w => w.Id).SelectMany(g => g.Key is null ? g : g.Take(1)).ToArray();
        var missing = response.Count > wires.Length
            ? transport.Failures.Partial(
                request,
                QlikFailure.Message(nameof(Strings.ListEndsEarly), request.Display, response.Count, wires.Length)
            )
            : null;
        var owners = await names.UsersAsync(wires.Select(w => w.User), cancellationToken).ConfigureAwait(false);
        var orphans = wires.Select(wire => Model(wire, request).With(c =>
        {
            c.ConnectionCount = 0;
            c.OwnerName = wire.User is { } user && owners.TryGetValue(user, out var owner) ? owner.Name : null;
        }));
        return new ServerList<QlikDataCredential>([.. orphans], missing);
    }

    public async Task<QlikDataCredential> RenameAsync(QlikDataCredential current, string name, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(ApiRequest.Patch, Address(current.Id))
        {
            // Only an absolute value is replaced.
            Repeatable = true,
        };
        request.Content = ApiTransport.Json(api.Patch([new PatchOperation("/qName", name)], request.Secrets));
        await ChangeAsync(request, current.Id, name, cancellationToken).ConfigureAwait(false);
        return current.With(c => (c.Name, c.Modified) = (name, null));
    }

    public async Task<QlikDataCredential> RenewAsync(
        QlikDataCredential current,
        string? name,
        NetworkCredential login,
        CancellationToken cancellationToken
    )
    {
        // PUT and not PATCH: of the two only PUT documents user name and password [cloud 5.1].
        using var request = new ApiRequest(HttpMethod.Put, Address(current.Id));
        var body = new CredentialUpdateWire(
            current.Id.ToString("D"),
            name ?? current.Name,
            current.Type,
            current.DataSourceId,
            login.UserName,
            request.Secrets.Reveal(login.SecurePassword)
        );
        request.Content = ApiTransport.Json(body, CloudJson.Default.CredentialUpdateWire);
        // A login cannot be read back; a new name in the same request shows that both were changed.
        await ChangeAsync(request, current.Id, name == current.Name ? null : name, cancellationToken).ConfigureAwait(false);
        return current.With(c => (c.Name, c.Modified) = (name ?? c.Name, null));
    }

    public async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await transport.DeleteAsync(Address(id), cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw exception.AsCredentialNotFound(QlikFailure.WithId(id), session);
        }
    }

    private async Task ChangeAsync(ApiRequest request, Guid id, string? newName, CancellationToken cancellationToken)
    {
        async Task<bool> IsDoneAsync() => (await GetAsync(id, cancellationToken).ConfigureAwait(false)).Name == newName;
        try
        {
            await transport.SettleAsync(request, newName is null ? null : IsDoneAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw exception.AsCredentialNotFound(QlikFailure.WithId(id), session);
        }
    }

    private async Task<QlikDataCredential> ReadAsync(
        Uri address,
        string which,
        Predicate<QlikDataCredential> isTheOne,
        CancellationToken cancellationToken
    )
    {
        using var request = new ApiRequest(HttpMethod.Get, address);
        try
        {
            var read = Model(
                await transport.SendAsync(request, CloudJson.Default.CredentialWire, cancellationToken).ConfigureAwait(false),
                request
            );
            return isTheOne(read) ? read : throw transport.Failures.AnotherObject(request, $"{read.Name}, {read.Id:D}");
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw exception.AsCredentialNotFound(which, session);
        }
    }

    private QlikDataCredential Model(CredentialWire wire, ApiRequest request) => new()
    {
        Id = wire.Id ?? throw transport.Failures.Unusable(request, QlikFailure.Message(nameof(Strings.CredentialIdUnreadable), wire.Name)),
        Name = wire.Name ?? "",
        Type = wire.Type,
        DataSourceId = wire.DataSourceId,
        ConnectionCount = wire.ConnectionCount,
        OwnerId = wire.User,
        Created = wire.Created ?? wire.CreatedAt,
        Modified = wire.Updated,
        Session = session,
    };

    private Uri Address(Guid id) => transport.Address($"{api.DataCredentials}/{id:D}");
}
