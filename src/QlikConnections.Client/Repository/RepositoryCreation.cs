using System.Net;
using System.Text.Json.Nodes;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>
/// POST /dataconnection, never sent twice: whether a name may exist twice is not documented [qrs 18, row 19], so a second
/// request while the first is still running could create a second connection.
/// </summary>
internal sealed class RepositoryCreation(ApiTransport transport, NameConflict names, QlikSession session)
{
    private readonly CreationRecovery _recovery = new(transport.Time, namesAreUnique: false);

    /// <summary>This session's user in the spelling of the site. Not every sign-in returns it; a created connection contains it.</summary>
    private string? _seen;

    /// <summary>Creates the connection, or finds the one that this request made although its response was lost.</summary>
    public async Task<JsonObject> SendAsync(EntityEdit wanted, CancellationToken cancellationToken)
    {
        var entity = wanted.Apply([]);
        var name = entity.Text("name") ?? "";
        try
        {
            return await _recovery
                .SendAsync(
                    name,
                    () => PostAsync(wanted, entity, cancellationToken),
                    () => LookUpAsync(entity, name, cancellationToken),
                    RepositoryJson.Id,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (QlikApiException refusal) when (refusal.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Conflict)
        {
            throw await names.ExplainAsync(refusal, name, id: null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<JsonObject> PostAsync(EntityEdit wanted, JsonObject entity, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Post, transport.Address(RepositoryClient.Connections))
        {
            Content = ApiTransport.Json(RepositoryJson.Utf8(entity)),
        };
        wanted.AddSecretsTo(request.Secrets);
        var created = await transport.ObjectAsync(request, cancellationToken).ConfigureAwait(false);
        if (created.Id() is null || !IsWhatWasSent(entity, created))
        {
            throw transport.Failures.AnotherObject(request, created.Text("name") ?? created.Text("id"));
        }

        _seen ??= created.Text("modifiedByUserName");
        return created;
    }

    /// <summary>The response is the whole entity, so it must match the request; otherwise another connection could be changed or deleted
    /// later.</summary>
    private static bool IsWhatWasSent(JsonObject wanted, JsonObject created) =>
        created.Text("name")?.Trim() == wanted.Text("name")?.Trim()
        && (created["type"] is null || created.Text("type") == wanted.Text("type"));

    private async Task<NameLookup<JsonObject>> LookUpAsync(JsonObject wanted, string name, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Get, transport.Address(NameConflict.ListAddress(name)));
        var entities = await transport.ListAsync(request, cancellationToken).ConfigureAwait(false);
        return new NameLookup<JsonObject>(
            [.. entities.Where(e => e.Text("name") == name).Select(e => Match(wanted, e))],
            IsComplete: true,
            request.RespondedAt
        );
    }

    private NameMatch<JsonObject> Match(JsonObject wanted, JsonObject found) => new(
        found,
        found.Id(),
        found.ToConnection(session).OwnerName,
        found.Time("createdDate"),
        (session.UserName ?? _seen) is { } me && string.Equals(found.Text("modifiedByUserName"), me, StringComparison.OrdinalIgnoreCase)
            && found.Text("type") == wanted.Text("type")
            && found.Text("connectionstring") == wanted.Text("connectionstring")
            && (found.Text("username") ?? "") == (wanted.Text("username") ?? ""));
}
