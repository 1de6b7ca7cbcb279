using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>Follows the opaque cursor of any list: stops on a missing, null or empty link, never leaves the server, never goes in circles.</summary>
internal static class CloudPaging
{
    public static async IAsyncEnumerable<PageWire<T>> PagesAsync<T>(
        this ApiTransport transport, string pathAndQuery, JsonTypeInfo<PageWire<T>> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var address = transport.Address(pathAndQuery);
        while (address is not null)
        {
            seen.Add(address.AbsoluteUri);
            using var request = new ApiRequest(HttpMethod.Get, address);
            var page = await transport.SendAsync(request, type, cancellationToken).ConfigureAwait(false);
            yield return page;
            address = Next(transport, request, page.Links?.Next?.Href, seen);
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
