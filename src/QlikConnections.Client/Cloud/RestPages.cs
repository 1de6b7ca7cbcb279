using System.Runtime.CompilerServices;
using System.Text.Json;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// Follows the links of a list that the user asks for: on the session's own server only, never in circles. A row that two pages bring comes
/// out once, and a list that is not complete ends with an error.
/// </summary>
internal static class RestPages
{
    /// <summary>A filter on the server may leave a page empty; so many in a row lead nowhere.</summary>
    private const int MostEmptyPages = 10;

    /// <summary>Parameters that begin a list somewhere else than at its first row; its count says nothing then.</summary>
    private static readonly string[] Positions = ["page", "next", "prev", "offset", "skip", "startAt"];

    /// <summary>The rows, page by page; the body itself if it is not a list.</summary>
    /// <exception cref="QlikException">QlikPartialResult, after the last page, when rows are missing.</exception>
    public static async IAsyncEnumerable<IReadOnlyList<JsonElement>> RowsAsync(
        this IDataConnectionClient client, RestRequest first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var session = client.Session;
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var (came, empty) = (0L, 0);
        QlikException? leftOut = null;
        for (var request = first; ;)
        {
            addresses.Add(request.Address.AbsoluteUri);
            var response = await client.InvokeAsync(request, cancellationToken).ConfigureAwait(false);
            var display = $"{request.Method} {request.Address.AbsolutePath}";
            var page =
                response.ToJson(request)
                ?? throw Failure(session, nameof(Strings.QlikUnexpectedResponse), nameof(Strings.ListWithoutRows), display);
            JsonElement[] rows = Member(page, "data") is { ValueKind: JsonValueKind.Array } data
                ? [.. data.EnumerateArray()]
                : [Member(page, "data") ?? page];
            JsonElement[] fresh = [.. rows.Where(r => IdOf(r) is not { } id || ids.Add(id))];
            came += fresh.Length;
            empty = fresh.Length == 0 ? empty + 1 : 0;
            leftOut ??= LeftOut(session, page);
            yield return fresh;

            if (empty == MostEmptyPages)
            {
                throw Failure(session, nameof(Strings.QlikPartialResult), nameof(Strings.ListLinkInvalid), display, MostEmptyPages);
            }

            if (Next(session, request, page, display, addresses) is not { } next)
            {
                if (leftOut is not null)
                {
                    throw leftOut;
                }

                // What the last page announces, because rows may have been deleted since the first.
                if (Announced(page) is { } total && total > came && !BeginsLater(first))
                {
                    throw Failure(session, nameof(Strings.QlikPartialResult), nameof(Strings.ListEndsEarly), display, total, came);
                }

                yield break;
            }

            request = next;
        }
    }

    private static RestRequest? Next(QlikSession session, RestRequest request, JsonElement page, string display, HashSet<string> seen)
    {
        if (
            Member(Member(Member(page, "links"), "next"), "href") is not { ValueKind: JsonValueKind.String } link
            || link.GetString() is not { Length: > 0 } href
        )
        {
            return null;
        }

        var next = Uri.TryCreate(request.Address, href, out var address)
            ? RestRequest.To(session, HttpMethod.Get, address.AbsoluteUri, [])
            : throw Failure(session, nameof(Strings.QlikUnexpectedResponse), nameof(Strings.NextLinkUnreadable), display);
        return seen.Contains(next.Address.AbsoluteUri)
            ? throw Failure(session, nameof(Strings.QlikUnexpectedResponse), nameof(Strings.NextLinkRepeated), display)
            : next;
    }

    private static QlikException? LeftOut(QlikSession session, JsonElement page) =>
        Member(page, "errors") is { ValueKind: JsonValueKind.Array } errors && errors.GetArrayLength() > 0
            ? QlikFailure.Create(nameof(Strings.QlikPartialResult), ApiError.Parse(errors[0]), session.Name)
            : null;

    private static long? Announced(JsonElement page) =>
        Member(Member(page, "meta"), "count") is { ValueKind: JsonValueKind.Number } count && count.TryGetInt64(out var total)
            ? total
            : null;

    private static bool BeginsLater(RestRequest first) => first.Address.Query.TrimStart('?').Split('&')
        .Any(p => Positions.Contains(Uri.UnescapeDataString(p.Split('=')[0]), StringComparer.OrdinalIgnoreCase));

    private static string? IdOf(JsonElement row) =>
        (Member(row, "id") ?? Member(row, "qID")) is { ValueKind: JsonValueKind.String } id ? id.GetString() : null;

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;

    private static QlikException Failure(QlikSession session, string errorId, string text, params object?[] arguments) =>
        QlikFailure.Create(errorId, QlikFailure.Message(text, arguments), session.Name);
}
