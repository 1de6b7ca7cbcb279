using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>Follows the opaque cursor of any list: stops on a missing, null or empty link, never leaves the server, never goes in circles.</summary>
internal static class CloudPaging
{
    /// <summary>A filter may leave pages empty, but a server that sends nothing else for so long has no end.</summary>
    private const int MostEmptyPages = 100;

    public static async IAsyncEnumerable<PageWire<T>> PagesAsync<T>(
        this ApiTransport transport, string pathAndQuery, JsonTypeInfo<PageWire<T>> type, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        var empty = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var address = transport.Address(pathAndQuery);
        while (address is not null)
        {
            seen.Add(address.AbsoluteUri);
            using var request = new ApiRequest(HttpMethod.Get, address);
            var page = await transport.SendAsync(request, type, cancellationToken).ConfigureAwait(false);
            empty = page.Data is { Count: > 0 } ? 0 : empty + 1;
            yield return page;
            address = Next(transport, request, page.Links?.Next?.Href, seen);
            if (address is not null && empty == MostEmptyPages)
            {
                throw transport.Unusable(request, QlikFailure.Message(nameof(Strings.NextLinkEndless), request.Display, MostEmptyPages));
            }
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
            throw transport.Unusable(request, QlikFailure.Message(nameof(Strings.NextLinkUnreadable), request.Display));
        }

        if (!SameServer.Is(transport.Root, next))
        {
            throw transport.Unusable(request, QlikFailure.Message(nameof(Strings.NextLinkForeign), request.Display, next.Host));
        }

        return seen.Contains(next.AbsoluteUri)
            ? throw transport.Unusable(request, QlikFailure.Message(nameof(Strings.NextLinkRepeated), request.Display))
            : next;
    }
}
