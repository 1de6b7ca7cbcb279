using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// Follows the opaque cursor of a list: stops at a missing, null or empty link, never leaves the server, and reads each link once. A row on
/// two pages is returned once, and an incomplete list ends with an error.
/// </summary>
internal static class CloudPaging
{
    /// <summary>A filter on the server may leave a page empty; this many in a row are an error.</summary>
    private const int MostBarrenPages = 10;

    /// <summary>Reads the pages.</summary>
    /// <param name="transport">Where from.</param>
    /// <param name="pathAndQuery">The address of the first page.</param>
    /// <param name="type">How a page is read.</param>
    /// <param name="key">The key of a row; null for a row that cannot be used.</param>
    /// <param name="cancellationToken">Ends waits and requests.</param>
    /// <exception cref="QlikApiException">QlikPartialResult, after the last page, when rows are missing.</exception>
    public static async IAsyncEnumerable<PageWire<T>> PagesAsync<T, TKey>(
        this ApiTransport transport,
        string pathAndQuery,
        JsonTypeInfo<PageWire<T>> type,
        Func<T, TKey?> key,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : class
    {
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        var keys = new HashSet<TKey>();
        var unusable = 0;
        var barren = 0;
        var isSaid = false;
        for (var address = transport.Address(pathAndQuery); ;)
        {
            addresses.Add(address.AbsoluteUri);
            using var request = new ApiRequest(HttpMethod.Get, address) { HasServerAddress = addresses.Count > 1 };
            var page = await transport.SendAsync(request, type, cancellationToken).ConfigureAwait(false);
            page.RespondedAt = request.RespondedAt;
            if (!page.IsList && page.Errors is not { Count: > 0 })
            {
                // Another object must not be read as an empty list, because a rebuild relies on it.
                throw transport.Failures.Unusable(request, QlikFailure.Message(nameof(Strings.ListWithoutRows), request.Display));
            }

            var rows = new List<T>(page.Data ?? []);
            unusable += rows.RemoveAll(r => key(r) is null);
            rows.RemoveAll(r => !keys.Add(key(r)!));
            page.Data = rows;
            barren = rows.Count == 0 ? barren + 1 : 0;
            isSaid |= page.Errors is { Count: > 0 };
            yield return page;

            if (barren == MostBarrenPages)
            {
                throw transport.Failures.Partial(
                    request,
                    QlikFailure.Message(nameof(Strings.ListLinkInvalid), request.Display, MostBarrenPages)
                );
            }

            if (Next(transport, request, page.Links?.Next?.Href, addresses) is not { } next)
            {
                if (unusable > 0)
                {
                    throw transport.Failures.Partial(
                        request,
                        QlikFailure.Message(nameof(Strings.ListRowsUnusable), request.Display, unusable)
                    );
                }

                // The number on the last page, because rows may have been deleted since the first.
                if (!isSaid && page.Meta?.Count > keys.Count)
                {
                    throw transport.Failures.Partial(
                        request,
                        QlikFailure.Message(nameof(Strings.ListEndsEarly), request.Display, page.Meta.Count, keys.Count)
                    );
                }

                yield break;
            }

            address = next;
        }
    }

    /// <summary>Reads the rows of all pages.</summary>
    /// <exception cref="QlikException">QlikPartialResult, after the last row, when rows are missing or the server says that it left some
    /// out.</exception>
    public static async IAsyncEnumerable<T> RowsAsync<T, TKey>(
        this ApiTransport transport,
        string pathAndQuery,
        JsonTypeInfo<PageWire<T>> type,
        Func<T, TKey?> key,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : class
    {
        QlikException? leftOut = null;
        await foreach (var page in transport.PagesAsync(pathAndQuery, type, key, cancellationToken).ConfigureAwait(false))
        {
            foreach (var row in page.Data ?? [])
            {
                yield return row;
            }

            if (page.Errors is { Count: > 0 } errors)
            {
                leftOut ??= QlikFailure.Create(nameof(Strings.QlikPartialResult), ApiError.Parse(errors[0]), transport.SessionName);
            }
        }

        if (leftOut is not null)
        {
            throw leftOut;
        }
    }

    private static Uri? Next(ApiTransport transport, ApiRequest request, string? href, HashSet<string> seen)
    {
        if (string.IsNullOrWhiteSpace(href))
        {
            return null;
        }

        if (!Uri.TryCreate(request.RequestUri!, href, out var next))
        {
            throw transport.Failures.Unusable(request, QlikFailure.Message(nameof(Strings.NextLinkUnreadable), request.Display));
        }

        if (next.UserInfo.Length > 0)
        {
            throw transport.Failures.Unusable(request, QlikFailure.Message(nameof(Strings.NextLinkLogin), request.Display));
        }

        if (!SameServer.Is(transport.Root, next))
        {
            throw transport.Failures.Unusable(
                request,
                QlikFailure.Message(nameof(Strings.NextLinkForeign), request.Display, request.Secrets.Hide(next.Host) ?? "?")
            );
        }

        return seen.Contains(next.AbsoluteUri)
            ? throw transport.Failures.Unusable(request, QlikFailure.Message(nameof(Strings.NextLinkRepeated), request.Display))
            : next;
    }
}
