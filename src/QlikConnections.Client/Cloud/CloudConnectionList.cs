using System.Net;
using System.Runtime.CompilerServices;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// Lists of connections, those of disabled data sources included: they are owned, take names and can be moved as all others. A tenant that
/// refuses the parameter for it (it came in January 2026) is asked without it.
/// </summary>
internal sealed class CloudConnectionList(ApiTransport transport, CloudApi api)
{
    private bool _knowsDisabled;
    private bool _refusesDisabled;

    /// <summary>The lists that answer the query, each page by page.</summary>
    public IEnumerable<IAsyncEnumerable<PageWire<ConnectionWire>>> Of(DataConnectionQuery query, string? ownUserId, CancellationToken cancellationToken) =>
        ConnectionListAddress.Of(api, query, ownUserId).Select(address => PagesAsync(address, !query.ExcludeDisabled, cancellationToken));

    private async IAsyncEnumerable<PageWire<ConnectionWire>> PagesAsync(string address, bool withDisabled, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var asksForDisabled = withDisabled && !_refusesDisabled;
        var pages = PagesAsync(address + (asksForDisabled ? ConnectionListAddress.WithDisabled : ""), cancellationToken);
        try
        {
            bool isThere;
            try
            {
                isThere = await pages.MoveNextAsync().ConfigureAwait(false);
            }
            catch (QlikApiException exception) when (asksForDisabled && !_knowsDisabled && exception.StatusCode == HttpStatusCode.BadRequest)
            {
                await pages.DisposeAsync().ConfigureAwait(false);
                pages = PagesAsync(address, cancellationToken);
                isThere = await pages.MoveNextAsync().ConfigureAwait(false);
                // Not the rest of the query was refused, then, but the parameter.
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

    /// <summary>A row whose id cannot be read is nobody's double; who makes a connection of it reports it by its name.</summary>
    private IAsyncEnumerator<PageWire<ConnectionWire>> PagesAsync(string address, CancellationToken cancellationToken) => transport
        .PagesAsync(address, CloudJson.Default.ConnectionPage, c => c.Id ?? Guid.NewGuid(), cancellationToken)
        .GetAsyncEnumerator(cancellationToken);
}
