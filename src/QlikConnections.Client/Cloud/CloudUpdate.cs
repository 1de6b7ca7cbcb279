using System.Net;
using System.Security;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// Makes a prepared change of one connection: a bulk request for the personal space, one PATCH for everything that PATCH supports, one PUT
/// between two GETs for the connection's own secret. Only the requests that the change needs are sent.
/// </summary>
internal sealed class CloudUpdate(
    ApiTransport transport,
    CloudApi api,
    CloudConnectionReader reader,
    CloudBulk bulk,
    ChangePreparation preparation,
    Freshness freshness,
    QlikSession session
)
{
    /// <summary>Carries out the plan.</summary>
    /// <returns>The connection as it is now.</returns>
    public async Task<QlikDataConnection> SendAsync(ChangePlan plan, CancellationToken cancellationToken)
    {
        var (current, difference) = (plan.Current, plan.Change);
        if (difference.Space is { Type: QlikSpaceType.Personal } personal)
        {
            // The personal space has no id that PATCH could take.
            await foreach (
                var outcomes in bulk.SendAsync(CloudBulk.Update, [CloudBulk.Move(current, null, personal)], cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                current = outcomes[0].Failure is { } failure ? throw failure : current.After(personal);
            }

            difference = difference with { Space = null };
        }

        if (difference.EditsTags)
        {
            // PATCH takes whole lists and has no lock: what others did to the tags since the plan was made is kept this way [cloud 2.5].
            var properties = current.Properties;
            current = (await reader.GetAsync(current.Id, detailed: false, cancellationToken).ConfigureAwait(false))
                .With(c => c.Properties = properties);
            difference = difference with
            {
                Tags = new DataConnectionChange { AddTags = difference.AddTags, RemoveTags = difference.RemoveTags }
                    .Minimal(current)
                    .Tags,
            };
        }

        var operations = ConnectionPatch.Of(current, difference);
        if (operations.Count > 0)
        {
            await PatchAsync(current.Id, operations, difference, cancellationToken).ConfigureAwait(false);
            current = After(current, difference);
        }

        return difference.ConnectionSecret is null && !difference.ClearConnectionSecret ? current
            : await PutSecretAsync(current.Id, difference, cancellationToken).ConfigureAwait(false);
    }

    private static QlikDataConnection After(QlikDataConnection before, DataConnectionChange difference)
    {
        var after = before.After(difference.Space).With(c =>
        {
            c.Name = difference.Name ?? before.Name;
            c.Tags = difference.Tags ?? before.Tags;
            c.ConnectionString = difference.ConnectionString ?? before.ConnectionString;
            c.CredentialId = difference.CredentialId ?? before.CredentialId;
            // Statement and properties are two forms of the same data; only the server can derive one from the other.
            c.Properties = difference.ConnectionString is null ? before.Properties : null;
        });
        var shown = (difference.Properties ?? new Dictionary<string, object?>())
            .Where(p => !PropertyValues.IsHidden(p.Key, p.Value))
            .ToArray();
        if (shown.Length == 0)
        {
            return after;
        }

        var properties = (before.Properties ?? new Dictionary<string, object?>()).ToDictionary(
            p => p.Key,
            p => p.Value,
            StringComparer.OrdinalIgnoreCase
        );
        foreach (var property in shown)
        {
            properties.Remove(property.Key);
            if (property.Value is not null)
            {
                properties[property.Key] = property.Value;
            }
        }

        return after.With(c =>
        {
            c.Properties = before.Properties is null ? null : properties;
            c.ConnectionString = null;
            c.SeparateCredentials = properties.TryGetValue(CredentialProperty.Separate, out var separate)
                ? separate is true or "true"
                : after.SeparateCredentials;
        });
    }

    private async Task PatchAsync(
        Guid id, IReadOnlyList<PatchOperation> operations, DataConnectionChange difference, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(ApiRequest.Patch, Address(id))
        {
            // Replacing by absolute values can be repeated. A removal cannot, and a code may be valid only once.
            Repeatable = operations.All(o => !o.Removes) && difference.AuthCode is null,
        };
        request.Content = ApiTransport.Json(api.Patch(operations, request.Secrets));
        if (difference.AuthCode is not null)
        {
            request.Headers.TryAddWithoutValidation("qlik-auth-code", "code=" + CodeText(difference.AuthCode, request.Secrets));
        }

        try
        {
            var readable = Readable(difference);
            await transport
                .SettleAsync(request, readable.IsEmpty ? null : () => IsDoneAsync(id, readable, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            if (difference.LinkedCredential is { } credential)
            {
                // It may be the credential that is not there; the server says the same of both. This read fails if it is the connection.
                await reader.GetAsync(id, detailed: false, cancellationToken).ConfigureAwait(false);
                throw exception.AsCredentialNotFound(QlikFailure.Message(nameof(Strings.WithTheId), credential), session);
            }

            throw exception.AsNotFound(id, session);
        }
        finally
        {
            // Even without a response, earlier reads may be stale.
            freshness.Changed(id);
        }
    }

    /// <summary>
    /// Only PUT can change the connection's own secret, and PUT replaces the whole connection. So it is read immediately before, written
    /// back unchanged, and read again, because it is not documented what PUT does with missing members [cloud 2.6].
    /// </summary>
    private async Task<QlikDataConnection> PutSecretAsync(Guid id, DataConnectionChange difference, CancellationToken cancellationToken)
    {
        var before = await reader.GetAsync(id, detailed: false, cancellationToken).ConfigureAwait(false);
        using var request = new ApiRequest(HttpMethod.Put, Address(id));
        var secret = difference.ConnectionSecret is { } given ? request.Secrets.Reveal(given) : "";
        request.Secrets.AddStatement(before.ConnectionString);
        request.Content = ApiTransport.Json(ConnectionUpdateWire.Of(before, secret), CloudJson.Default.ConnectionUpdateWire);
        try
        {
            await transport.SettleAsync(request, isDone: null, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            freshness.Changed(id);
        }

        var after = await reader.GetAsync(id, detailed: false, cancellationToken).ConfigureAwait(false);
        var lost = new DataConnectionChange { Tags = before.Tags }.Minimal(after);
        if (lost.IsEmpty)
        {
            return after;
        }

        await PatchAsync(id, ConnectionPatch.Of(after, lost), lost, cancellationToken).ConfigureAwait(false);
        return After(after, lost);
    }

    /// <summary>
    /// The part of a difference that can be read back. A PATCH is made completely or not at all, so this part shows the outcome of the
    /// rest, too; values that were the same before the PATCH are not in the difference.
    /// </summary>
    private static DataConnectionChange Readable(DataConnectionChange difference)
    {
        var shown = (difference.Properties ?? new Dictionary<string, object?>())
            .Where(p => !PropertyValues.IsHidden(p.Key, p.Value)).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        return difference with
        {
            AuthCode = null,
            Credential = null,
            ConnectionSecret = null,
            ClearConnectionSecret = false,
            Properties = shown.Count == 0 ? null : shown,
            SkipPropertyCheck = shown.Count > 0,
        };
    }

    private async Task<bool> IsDoneAsync(Guid id, DataConnectionChange wanted, CancellationToken cancellationToken)
    {
        var now = await reader.GetAsync(id, detailed: wanted.Properties is not null, cancellationToken).ConfigureAwait(false);
        return (await preparation.PrepareAsync(now, wanted, cancellationToken).ConfigureAwait(false)).Change.IsEmpty;
    }

    private Uri Address(Guid id) => transport.Address($"{api.DataConnections}/{id:D}");

    /// <summary>The code, if a header can contain it: a line break would begin another header.</summary>
    private static string CodeText(SecureString code, RequestSecrets secrets)
    {
        var text = secrets.Reveal(code).Trim();
        return text.Length > 0 && HeaderText.IsUsable(text)
            ? text
            : throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.CodeUnusable);
    }
}
