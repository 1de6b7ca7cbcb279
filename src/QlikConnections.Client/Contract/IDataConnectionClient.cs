namespace QlikConnections.Client;

/// <summary>
/// The client of one signed-in tenant or site, for both platforms. Every method throws <see cref="QlikException"/> for failures of the
/// network or the server, and <see cref="OperationCanceledException"/> only when its token was cancelled.
/// </summary>
public interface IDataConnectionClient : IDisposable
{
    /// <summary>The session of this client.</summary>
    QlikSession Session { get; }

    /// <summary>True when the platform changes owners and spaces, and deletes, many connections in one request.</summary>
    bool HasBulk { get; }

    /// <summary>The spaces of the tenant.</summary>
    ISpaceDirectory Spaces { get; }

    /// <summary>The users of the tenant.</summary>
    IUserDirectory Users { get; }

    /// <summary>The credential sets of the tenant.</summary>
    ICredentialDirectory Credentials { get; }

    /// <summary>The data sources of the tenant.</summary>
    IDataSourceDirectory DataSources { get; }

    /// <summary>Lists connections page by page; a page is requested when the one before has been consumed.</summary>
    IAsyncEnumerable<DataConnectionPage> ListAsync(DataConnectionQuery query, CancellationToken cancellationToken);

    /// <summary>Reads one connection.</summary>
    Task<QlikDataConnection> GetAsync(Guid id, bool detailed, CancellationToken cancellationToken);

    /// <summary>Creates a connection and reads it back, because the response to a creation is not complete.</summary>
    Task<QlikDataConnection> CreateAsync(DataConnectionDefinition definition, CancellationToken cancellationToken);

    /// <summary>Requests the sign-in address for a connection; creates nothing.</summary>
    /// <exception cref="QlikException">The data source has no interactive sign-in.</exception>
    Task<QlikAuthorizationUrl> AuthorizationUrlAsync(DataConnectionDefinition definition, CancellationToken cancellationToken);

    /// <summary>
    /// Whether the object is current: it was read a moment ago and this session has not changed the connection since.
    /// </summary>
    bool IsCurrent(QlikDataConnection connection);

    /// <summary>
    /// Compares a change with the connection before anything is sent: removes values that are the same, checks properties, and refuses what
    /// the platform would refuse. Reads what it needs.
    /// </summary>
    /// <exception cref="QlikException">The change cannot be made.</exception>
    Task<ChangePlan> PrepareAsync(QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken);

    /// <summary>Refuses values that are invalid for every connection: a tag or custom property that does not exist, or a value that is not
    /// allowed.</summary>
    /// <exception cref="QlikException">A value is wrong for every connection.</exception>
    Task CheckAsync(DataConnectionChange change, CancellationToken cancellationToken);

    /// <summary>Refuses what the platform does not support in a creation. Reads nothing.</summary>
    /// <exception cref="QlikException">The platform does not support it.</exception>
    void Check(DataConnectionDefinition definition);

    /// <summary>Carries out plans exactly as they are: many in one request if the platform supports it, the others a few at a
    /// time.</summary>
    /// <param name="plans">The plans from <see cref="PrepareAsync"/>; each connection once.</param>
    /// <param name="atOnce">How many requests run at the same time.</param>
    /// <param name="withResult">True to read what the responses do not contain.</param>
    /// <param name="cancellationToken">Ends waits and requests; what was sent by then may be done.</param>
    /// <returns>One outcome per plan, in the order of the plans; those from one response together.</returns>
    /// <exception cref="QlikException">The identity was refused, so no other change can succeed.</exception>
    IAsyncEnumerable<IReadOnlyList<ChangeOutcome>> ApplyAsync(
        IReadOnlyList<ChangePlan> plans, int atOnce, bool withResult, CancellationToken cancellationToken);

    /// <summary>Sends only what differs from <paramref name="current"/>; sends nothing when nothing differs.</summary>
    /// <returns>The connection as it is now; <paramref name="current"/> itself when nothing was sent.</returns>
    Task<QlikDataConnection> UpdateAsync(QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken);

    /// <summary>Deletes one connection.</summary>
    Task DeleteAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Changes the owner, the space, or both, with as few requests as the platform allows.</summary>
    /// <returns>One outcome per transfer, in the order given.</returns>
    /// <exception cref="QlikApiException">The identity is not allowed to do this in bulk; nothing was changed.</exception>
    Task<IReadOnlyList<ItemOutcome>> TransferAsync(IReadOnlyList<Transfer> transfers, CancellationToken cancellationToken);

    /// <summary>Sends a request of the user, with the session's identity, rate budget and retries; objects that it may have changed are
    /// read again.</summary>
    Task<RestResponse> InvokeAsync(RestRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes connections with as few requests as the platform allows.</summary>
    /// <returns>One outcome per id, in the order given.</returns>
    /// <exception cref="QlikApiException">The identity is not allowed to do this in bulk; nothing was deleted.</exception>
    Task<IReadOnlyList<ItemOutcome>> DeleteManyAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken);
}
