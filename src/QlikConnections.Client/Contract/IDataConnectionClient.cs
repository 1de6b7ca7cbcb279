using System.Security;
using System.Text.Json;

namespace QlikConnections.Client;

/// <summary>
/// The client of one signed-in tenant or site, for both platforms. Every method throws <see cref="QlikException"/> for failures of the
/// network or the server, and <see cref="OperationCanceledException"/> only when its token was cancelled.
/// </summary>
public interface IDataConnectionClient : IDisposable
{
    /// <summary>The session of this client.</summary>
    QlikSession Session { get; }

    /// <summary>The spaces of the tenant.</summary>
    ISpaceDirectory Spaces { get; }

    /// <summary>The users of the tenant.</summary>
    IUserDirectory Users { get; }

    /// <summary>The credential sets of the tenant.</summary>
    ICredentialDirectory Credentials { get; }

    /// <summary>The data sources of the tenant.</summary>
    IDataSourceDirectory DataSources { get; }

    /// <summary>The apps of the tenant.</summary>
    IAppDirectory Apps { get; }

    /// <summary>The custom properties that connections can have, each with each of its allowed values; none on Qlik Cloud.</summary>
    Task<IReadOnlyList<(string Name, string Value)>> CustomPropertiesAsync(CancellationToken cancellationToken);

    /// <summary>Lists connections page by page; a page is requested when the one before has been consumed.</summary>
    IAsyncEnumerable<DataConnectionPage> ListAsync(DataConnectionQuery query, CancellationToken cancellationToken);

    /// <summary>Reads one connection.</summary>
    Task<QlikDataConnection> GetAsync(Guid id, bool detailed, CancellationToken cancellationToken);

    /// <summary>Creates a connection and reads it back, because the response to a creation is not complete.</summary>
    Task<QlikDataConnection> CreateAsync(DataConnectionDefinition definition, CancellationToken cancellationToken);

    /// <summary>Whether the server itself can copy a connection to a space.</summary>
    /// <param name="source">The connection.</param>
    /// <param name="space">The space; null for the personal one.</param>
    bool CanDuplicate(QlikDataConnection source, QlikSpace? space);

    /// <summary>Makes the server copy a connection, with what only the server knows of it.</summary>
    /// <param name="source">The connection.</param>
    /// <param name="copy">Name, space and login of the copy; the rest is that of the connection.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The copy as the response has it, which is not complete.</returns>
    Task<QlikDataConnection> DuplicateAsync(
        QlikDataConnection source,
        DataConnectionDefinition copy,
        CancellationToken cancellationToken
    );

    /// <summary>Requests the sign-in address for a connection; creates nothing.</summary>
    /// <exception cref="QlikException">The data source has no interactive sign-in.</exception>
    Task<QlikAuthorizationUrl> AuthorizationUrlAsync(DataConnectionDefinition definition, CancellationToken cancellationToken);

    /// <summary>
    /// Whether the object is current: it was read a moment ago and this session has not changed the connection since.
    /// </summary>
    bool IsCurrent(QlikDataConnection connection);

    /// <summary>True if a list has all that can be read of a connection, so that -Detailed needs no further requests.</summary>
    bool HasDetailedLists { get; }

    /// <summary>True if a list has all connections that can be read by their ids, in one response: an id that it does not have needs no
    /// request.</summary>
    bool ListsAllReadable { get; }

    /// <summary>
    /// Compares a change with the connection before anything is sent: removes values that are the same, checks properties, and refuses what
    /// the platform would refuse. Reads what it needs.
    /// </summary>
    /// <exception cref="QlikException">The change cannot be made.</exception>
    Task<ChangePlan> PrepareAsync(QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken);

    /// <summary>
    /// Refuses what no connection here could be changed to: what the platform does not have, a tag, custom property or data source that
    /// does not exist, or a value that it does not take.
    /// </summary>
    /// <returns>The change with tags and custom properties as the server spells them.</returns>
    /// <exception cref="QlikException">A value is wrong whatever connection it is for.</exception>
    Task<DataConnectionChange> CheckAsync(DataConnectionChange change, CancellationToken cancellationToken);

    /// <summary>Refuses what the platform does not know in a creation. Reads nothing.</summary>
    /// <param name="definition">The connection.</param>
    /// <param name="isWhole">False when something may be added, such as the data source.</param>
    /// <exception cref="QlikException">The platform has no such thing.</exception>
    void Check(DataConnectionDefinition definition, bool isWhole = true);

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

    /// <summary>
    /// Sends a request of the user's own, with the session's identity, rate budget and retries; what it may have changed is read
    /// again.
    /// </summary>
    Task<RestResponse> InvokeAsync(RestRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Sends a GET of the user's own and follows the links to the pages after it; a page is asked for when the one before has
    /// been taken.
    /// </summary>
    /// <returns>The rows, page by page; the body itself if it is not a list.</returns>
    /// <exception cref="QlikException">The platform has no links, or the list is not complete.</exception>
    IAsyncEnumerable<IReadOnlyList<JsonElement>> InvokeListAsync(RestRequest request, CancellationToken cancellationToken);

    /// <summary>Ends at the server what a person has signed in to, before the client is disposed. Nothing if the session signs in with
    /// something that others use, too: a key, a certificate, a client.</summary>
    /// <param name="isRemembered">True if what the next session needs was kept where the user wished: that remains valid.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="QlikException">The server refuses, or does not respond: the sign-in remains valid there.</exception>
    Task SignOutAsync(bool isRemembered, CancellationToken cancellationToken);

    /// <summary>A copy of the refresh token of a sign-in in the browser, if it is to be kept for the next session and was not taken before;
    /// otherwise null.</summary>
    ValueTask<SecureString?> TakeRememberedAsync(CancellationToken cancellationToken);

    /// <summary>What the platform leaves out of a list, in words.</summary>
    IEnumerable<string> LeftOut(DataConnectionQuery query);

    /// <summary>An example of the platform's filter language, for a filter of the user's own that was refused.</summary>
    string FilterAdvice { get; }
}
