using System.Net;
using System.Text.Json.Nodes;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>
/// Writes changes into entities: PUT /dataconnection/{id}, which replaces the whole entity under an optimistic lock [qrs 7].
/// </summary>
internal sealed class RepositoryUpdate(
    ApiTransport transport,
    RepositoryConnectionReader reader,
    EntityBuilder builder,
    NameConflict names,
    Freshness freshness,
    QlikSession session
)
{
    /// <summary>The connection as an update needs it: with the whole entity that it was read from.</summary>
    /// <exception cref="QlikException">The server gives only a part of the entity.</exception>
    public async Task<QlikDataConnection> WholeAsync(QlikDataConnection connection, CancellationToken cancellationToken)
    {
        if (connection.Entity is OriginalEntity)
        {
            return connection;
        }

        // Of a condensed list, or from a file: it does not say enough to know what differs.
        var fresh = await reader.ReadAsync(connection.Id, privileges: false, cancellationToken).ConfigureAwait(false);
        var whole = fresh.ToConnection(session);
        return whole.Entity is OriginalEntity ? whole : throw Incomplete(connection.Id, fresh);
    }

    /// <summary>Carries out the plan.</summary>
    /// <returns>The connection as it is now.</returns>
    public async Task<QlikDataConnection> SendAsync(ChangePlan plan, CancellationToken cancellationToken)
    {
        var current = await WholeAsync(plan.Current, cancellationToken).ConfigureAwait(false);
        var kept = (OriginalEntity)current.Entity!;
        var edit = await builder.ChangeAsync(plan.Change, cancellationToken).ConfigureAwait(false);
        if (kept.IsWhole && freshness.IsCurrent(current))
        {
            return edit.IsDone(kept.Content) ? current : await WriteAsync(kept.Content, edit, cancellationToken).ConfigureAwait(false);
        }

        var fresh = await reader.ReadAsync(current.Id, privileges: false, cancellationToken).ConfigureAwait(false);
        return edit.IsDone(fresh) ? fresh.ToConnection(session)
            : edit.Conflict(kept.Content, fresh) is { } member ? throw Conflict(member, fresh.Text("modifiedByUserName"))
            : await WriteAsync(fresh, edit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// PUTs the entity with the change in it. The server refuses with 409 when somebody was faster; then the change alone is applied
    /// to what is there now, unless the same member was changed to something else [qrs 7].
    /// </summary>
    public async Task<QlikDataConnection> WriteAsync(JsonObject entity, EntityEdit edit, CancellationToken cancellationToken)
    {
        const int mostAttempts = 3;
        var id = Guid.Parse(entity.Text("id")!);
        for (var attempt = 1; ; attempt++)
        {
            if (OriginalEntity.Missing(entity) is not null)
            {
                throw Incomplete(id, entity);
            }

            using var request = new ApiRequest(HttpMethod.Put, transport.Address($"{RepositoryClient.Connections}/{id:D}"))
            {
                Content = ApiTransport.Json(RepositoryJson.Utf8(edit.Apply(entity))),
            };
            edit.AddSecretsTo(request.Secrets);
            request.Secrets.Add(entity.Text("password") ?? "");
            request.Secrets.AddStatement(entity.Text("connectionstring"));
            try
            {
                // Set before the outcome is known: the change may be made even if the caller stops waiting.
                freshness.Changed(id);
                var written = await transport.ConnectionAsync(request, id, cancellationToken).ConfigureAwait(false);
                freshness.Changed(id);
                return written.ToConnection(session);
            }
            catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.Conflict)
            {
                var now = await reader.ReadAsync(id, privileges: false, cancellationToken).ConfigureAwait(false);
                if (edit.IsDone(now))
                {
                    // Our change was made but its response was lost, or somebody else made the same change.
                    freshness.Changed(id);
                    return now.ToConnection(session);
                }

                if (edit.Conflict(entity, now) is { } member)
                {
                    throw Conflict(member, now.Text("modifiedByUserName"), exception);
                }

                if (attempt == mostAttempts)
                {
                    throw;
                }

                entity = now;
            }
            catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound && !request.ResponseLost)
            {
                throw exception.AsNotFound(id, session);
            }
            catch (QlikApiException loss) when (LostResponse.IsPossible(loss) || request.ResponseLost)
            {
                var now = entity;
                async Task<bool> IsDoneAsync() =>
                    edit.IsDone(now = await reader.ReadAsync(id, privileges: false, cancellationToken).ConfigureAwait(false));
                await transport.SettleAsync(loss, edit.SetsPassword ? null : IsDoneAsync, cancellationToken).ConfigureAwait(false);
                freshness.Changed(id);
                return now.ToConnection(session);
            }
            catch (QlikApiException refusal) when (refusal.StatusCode == HttpStatusCode.BadRequest && edit.Name is { } name)
            {
                throw await names.ExplainAsync(refusal, name, id, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static QlikException Conflict(string member, string? by, QlikApiException? inner = null)
    {
        var text = QlikFailure.Message(
            nameof(Strings.QlikConflict),
            QlikFailure.Message(nameof(Strings.ChangedBySomebodyElse), member, by)
        );
        return inner?.As(nameof(Strings.QlikConflict), text)
            ?? new QlikException(nameof(Strings.QlikConflict), text, QlikFailure.Action(nameof(Strings.QlikConflict)));
    }

    /// <summary>What was read is only a part of the entity; written back, it would remove the rest.</summary>
    private static QlikException Incomplete(Guid id, JsonObject entity) =>
        QlikFailure.Create(
            nameof(Strings.QlikUnexpectedResponse),
            QlikFailure.Message(
                nameof(Strings.BodyUnreadable),
                $"{RepositoryClient.Connections}/{id:D}",
                $"no {OriginalEntity.Missing(entity)}"
            )
        );
}
