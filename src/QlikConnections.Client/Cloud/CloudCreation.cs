using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>POST /data-connections, which never creates two connections: a name is unique in its space (data-connections
/// reference).</summary>
/// <param name="transport">Sends.</param>
/// <param name="api">Knows the addresses and words.</param>
/// <param name="list">Lists the connections of a name.</param>
/// <param name="session">Whose connections they are.</param>
/// <param name="reader">Reads what was created.</param>
internal sealed class CloudCreation(
    ApiTransport transport, CloudApi api, CloudConnectionList list, QlikSession session, CloudConnectionReader reader)
{
    private readonly CreationRecovery _recovery = new(transport.Time, namesAreUnique: true);

    /// <summary>Creates the connection, or finds the one that this request made although its response was lost.</summary>
    /// <returns>The connection as read back; if it cannot be read at the moment, as in the response to the creation.</returns>
    public Task<QlikDataConnection> SendAsync(DataConnectionDefinition definition, CancellationToken cancellationToken) =>
        SendAsync(
            definition,
            () => transport.Address(api.Creation(definition)),
            secrets => api.CreationBody(definition, secrets),
            cancellationToken
        );

    /// <summary>Copies a connection, or finds the copy that this request made although its response was lost.</summary>
    /// <param name="source">The connection.</param>
    /// <param name="copy">Name, space and login of the copy.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public Task<QlikDataConnection> DuplicateAsync(
        QlikDataConnection source,
        DataConnectionDefinition copy,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            copy with { DataSourceId = source.DataSourceId, ReadBack = false },
            () => transport.Address(api.DataConnections + "/actions/duplicate"),
            secrets => Duplication(source, copy, secrets),
            cancellationToken
        );

    private async Task<QlikDataConnection> SendAsync(
        DataConnectionDefinition definition,
        Func<Uri> address,
        Func<RequestSecrets, byte[]> body,
        CancellationToken cancellationToken
    )
    {
        QlikDataConnection? back = null;
        var created = await _recovery.SendAsync(
            definition.Name,
            async () =>
            {
                (var made, back) = await PostAsync(definition, address(), body, cancellationToken).ConfigureAwait(false);
                return made;
            },
            () => LookUpAsync(definition, cancellationToken),
            c => c.Id,
            cancellationToken).ConfigureAwait(false);
        return back ?? await ReadBackAsync(definition, created, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(ConnectionWire Answer, QlikDataConnection Back)> PostAsync(
        DataConnectionDefinition definition,
        Uri address,
        Func<RequestSecrets, byte[]> body,
        CancellationToken cancellationToken
    )
    {
        using var request = new ApiRequest(HttpMethod.Post, address);
        request.Content = ApiTransport.Json(body(request.Secrets));
        var created = await CloudApi.SendAsync(transport, request, cancellationToken).ConfigureAwait(false);
        if (created.Id is null)
        {
            throw transport.Failures.Unusable(request, QlikFailure.Message(nameof(Strings.IdUnreadable), definition.Name));
        }

        // The name in the response and the connection with its id must be the created one, because the caller may change or delete it.
        var back = created.Name is null || IsNameOf(definition, created.Name)
            ? await ReadBackAsync(definition, created, cancellationToken).ConfigureAwait(false)
            : throw transport.Failures.AnotherObject(request, $"{created.Name}, {created.Id:D}");
        return IsNameOf(definition, back.Name)
            ? (created, back)
            : throw transport.Failures.AnotherObject(request, $"{back.Name}, {back.Id:D}");
    }

    /// <summary>The body of actions/duplicate [cloud 2.10].</summary>
    private static byte[] Duplication(QlikDataConnection source, DataConnectionDefinition copy, RequestSecrets secrets)
    {
        var body = new Dictionary<string, object?> { ["id"] = source.Id.ToString("D"), ["name"] = copy.Name };
        if (copy.Space is { Type: not QlikSpaceType.Personal } space)
        {
            body["spaceId"] = space.Id;
        }

        if (copy.Credential is { } login)
        {
            body["qUsername"] = login.UserName;
            body["qPassword"] = login.SecurePassword;
        }

        return ValueJson.ToUtf8(body, secrets);
    }

    /// <summary>A server may trim a name.</summary>
    private static bool IsNameOf(DataConnectionDefinition definition, string name) => name.Trim() == definition.Name.Trim();

    private async Task<QlikDataConnection> ReadBackAsync(
        DataConnectionDefinition definition,
        ConnectionWire created,
        CancellationToken cancellationToken
    )
    {
        if (!definition.ReadBack)
        {
            return Unread(definition, created);
        }

        try
        {
            // The response lacks the data source and the tags (data-connections reference, ConnectionCreateResponse).
            var back = definition.Detailed
                ? await reader.GetAsync(created.Id!.Value, detailed: true, cancellationToken).ConfigureAwait(false)
                : await reader.ReadAsync(created.Id!.Value, detailed: false, cancellationToken).ConfigureAwait(false);
            return back.CredentialId is null && created.CredentialsId is { } credential
                ? back.With(c => c.CredentialId = credential)
                : back;
        }
        catch (QlikException)
        {
            // The connection exists. It is not a failure of the creation that it cannot be read at the moment.
            return Unread(definition, created);
        }
    }

    /// <summary>The response to a creation, completed with the requested values.</summary>
    private QlikDataConnection Unread(DataConnectionDefinition definition, ConnectionWire created) =>
        created.ToModel(session, null, null)!.With(c =>
        {
            c.Name = created.Name ?? definition.Name;
            c.DataSourceId = created.DataSourceId ?? definition.DataSourceId;
            c.SpaceName = definition.Space?.Name ?? Strings.PersonalSpaceName;
            c.Tags = created.Tags ?? definition.Tags;
            c.ReadAt = 0;
        });

    private async Task<NameLookup<ConnectionWire>> LookUpAsync(DataConnectionDefinition definition, CancellationToken cancellationToken)
    {
        var query = new DataConnectionQuery
        {
            Names = [new TextMatch(TextMatchKind.Equal, definition.Name)],
            Spaces = [definition.Space ?? new QlikSpace { Type = QlikSpaceType.Personal }],
        };
        await foreach (var page in list.Of(query, session.UserId, cancellationToken).Single().ConfigureAwait(false))
        {
            var rows = page.Data ?? [];
            var isComplete =
                (page.Errors ?? []).Count == 0 && string.IsNullOrWhiteSpace(page.Links?.Next?.Href) && !(page.Meta?.Count > rows.Count);
            return new NameLookup<ConnectionWire>(
                [.. rows.Where(c => c.Name == definition.Name).Select(c => Match(definition, c))],
                isComplete,
                page.RespondedAt
            );
        }

        throw new InvalidOperationException("A list has one page at least.");
    }

    private NameMatch<ConnectionWire> Match(DataConnectionDefinition definition, ConnectionWire connection) => new(
        connection,
        connection.Id,
        connection.User,
        connection.Created ?? connection.CreatedAt,
        session.UserId is { } me && connection.User == me
            && connection.DataSourceId == definition.DataSourceId
            && definition.Tags.All(t => (connection.Tags ?? []).Contains(t)));
}
