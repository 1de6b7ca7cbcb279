namespace QlikConnections.Client;

/// <summary>
/// One signed-in tenant or site. Both platforms stand behind it. Every method throws <see cref="QlikException"/> for what went
/// wrong on the way or on the server, and <see cref="OperationCanceledException"/> only when its token was cancelled.
/// </summary>
public interface IDataConnectionClient : IDisposable
{
    /// <summary>The session that this client does the work of.</summary>
    QlikSession Session { get; }

    /// <summary>True when the platform changes owners and spaces, and deletes, many connections in one request.</summary>
    bool HasBulk { get; }

    /// <summary>The spaces of the tenant.</summary>
    ISpaceDirectory Spaces { get; }

    /// <summary>The users of the tenant.</summary>
    IUserDirectory Users { get; }

    /// <summary>The credential sets of the tenant.</summary>
    ICredentialDirectory Credentials { get; }

    /// <summary>What the tenant can connect to.</summary>
    IDataSourceDirectory DataSources { get; }

    /// <summary>Lists connections page by page; a page is asked for when the one before has been taken.</summary>
    IAsyncEnumerable<DataConnectionPage> ListAsync(DataConnectionQuery query, CancellationToken cancellationToken);

    /// <summary>Reads one connection.</summary>
    Task<QlikDataConnection> GetAsync(Guid id, bool detailed, CancellationToken cancellationToken);

    /// <summary>Creates a connection and reads it back, because the answer to a creation is not complete.</summary>
    Task<QlikDataConnection> CreateAsync(DataConnectionDefinition definition, CancellationToken cancellationToken);

    /// <summary>Asks where a person signs in before the connection can be created; creates nothing.</summary>
    /// <exception cref="QlikException">The data source has no interactive sign-in.</exception>
    Task<QlikAuthorizationUrl> AuthorizationUrlAsync(DataConnectionDefinition definition, CancellationToken cancellationToken);

    /// <summary>
    /// Whether what the object says may be relied on: it was read a moment ago and this session has not changed the connection since.
    /// </summary>
    bool IsCurrent(QlikDataConnection connection);

    /// <summary>
    /// Holds a change against the connection before anything is sent: takes out what is so already, checks properties, and refuses
    /// what the platform would refuse. Reads what it needs for that.
    /// </summary>
    /// <exception cref="QlikException">The change cannot be made.</exception>
    Task<ChangePlan> PrepareAsync(QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken);

    /// <summary>Refuses what no connection here could be changed to: a tag or custom property that does not exist, or a value that it does
    /// not take.</summary>
    /// <exception cref="QlikException">A value is wrong whatever connection it is for.</exception>
    Task CheckAsync(DataConnectionChange change, CancellationToken cancellationToken);

    /// <summary>Refuses what the platform does not know in a creation. Reads nothing.</summary>
    /// <exception cref="QlikException">The platform has no such thing.</exception>
    void Check(DataConnectionDefinition definition);

    /// <summary>Carries out plans exactly as they are: many in one request where the platform can, the others a few at a time.</summary>
    /// <param name="plans">What <see cref="PrepareAsync"/> gave; each connection once.</param>
    /// <param name="atOnce">How many requests run at the same time.</param>
    /// <param name="withResult">True to read what the responses do not show of the connections.</param>
    /// <param name="cancellationToken">Ends waits and requests; what was sent by then may be done.</param>
    /// <returns>One outcome per plan, in the order of the plans; together those that one response made known.</returns>
    /// <exception cref="QlikException">The identity was refused, so that nothing else can succeed either.</exception>
    IAsyncEnumerable<IReadOnlyList<ChangeOutcome>> ApplyAsync(
        IReadOnlyList<ChangePlan> plans, int atOnce, bool withResult, CancellationToken cancellationToken);

    /// <summary>Sends only what differs from <paramref name="current"/>; sends nothing when nothing differs.</summary>
    /// <returns>The connection as it is now; <paramref name="current"/> itself when nothing was sent.</returns>
    Task<QlikDataConnection> UpdateAsync(QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken);

    /// <summary>Deletes one connection.</summary>
    Task DeleteAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Gives connections to another owner, another space, or both, with as few requests as the platform allows.</summary>
    /// <returns>One outcome per transfer, in the order given.</returns>
    /// <exception cref="QlikApiException">The identity may not do this in bulk; nothing was changed.</exception>
    Task<IReadOnlyList<ItemOutcome>> TransferAsync(IReadOnlyList<Transfer> transfers, CancellationToken cancellationToken);

    /// <summary>Sends a request of the user's own, with the session's identity, rate budget and retries; what it may have changed is read
    /// again.</summary>
    Task<RestResponse> InvokeAsync(RestRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes connections with as few requests as the platform allows.</summary>
    /// <returns>One outcome per id, in the order given.</returns>
    /// <exception cref="QlikApiException">The identity may not do this in bulk; nothing was deleted.</exception>
    Task<IReadOnlyList<ItemOutcome>> DeleteManyAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken);
}
