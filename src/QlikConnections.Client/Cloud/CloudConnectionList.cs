using System.Net;
using System.Runtime.CompilerServices;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// Lists of connections, including those of disabled data sources: they have owners, use names and can be moved like all others. If a
/// tenant refuses the parameter for it (added in January 2026), the list is read without it.
/// </summary>
internal sealed class CloudConnectionList(ApiTransport transport, CloudApi api)
{
    private bool _knowsDisabled;
    private bool _refusesDisabled;

    /// <summary>The lists for the query, each page by page.</summary>
    public IEnumerable<IAsyncEnumerable<PageWire<ConnectionWire>>> Of(
        DataConnectionQuery query,
        string? ownUserId,
        CancellationToken cancellationToken
    ) => CloudListQuery.Of(api, query, ownUserId).Select(address => PagesAsync(address, !query.ExcludeDisabled, cancellationToken));

    private async IAsyncEnumerable<PageWire<ConnectionWire>> PagesAsync(
        string address,
        bool withDisabled,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var asksForDisabled = withDisabled && !_refusesDisabled;
        var pages = PagesAsync(address + (asksForDisabled ? CloudListQuery.WithDisabled : ""), cancellationToken);
        try
        {
            bool isThere;
            try
            {
                isThere = await pages.MoveNextAsync().ConfigureAwait(false);
            }
            catch (QlikApiException exception)
                when (asksForDisabled && !_knowsDisabled && exception.StatusCode == HttpStatusCode.BadRequest)
            {
                await pages.DisposeAsync().ConfigureAwait(false);
                pages = PagesAsync(address, cancellationToken);
                isThere = await pages.MoveNextAsync().ConfigureAwait(false);
                // So the parameter was refused, not the rest of the query.
                _refusesDisabled = true;
                RequestLog.Write(nameof(Strings.DisabledNotListed), exception.Message);
            }

            _knowsDisabled |= asksForDisabled && !_refusesDisabled;
            while (isThere)
            {
                yield return pages.Current;
                isThere = await pages.MoveNextAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await pages.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A row without a readable id is not a duplicate; it is reported by its name when it is converted.</summary>
    private IAsyncEnumerator<PageWire<ConnectionWire>> PagesAsync(string address, CancellationToken cancellationToken) => transport
        .PagesAsync(address, CloudJson.Default.ConnectionPage, c => c.Id ?? Guid.NewGuid(), cancellationToken)
        .GetAsyncEnumerator(cancellationToken);
}
