using System.Globalization;
using System.Text.Json.Nodes;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>
/// Reads responses as documents, not as types: an entity must be written back completely, including members of newer servers, and with
/// exactly the same dates [qrs 7].
/// </summary>
internal static class RepositoryJson
{
    /// <summary>Sends and reads an object.</summary>
    public static async Task<JsonObject> ObjectAsync(
        this ApiTransport transport,
        ApiRequest request,
        CancellationToken cancellationToken
    ) => await NodeAsync(transport, request, cancellationToken).ConfigureAwait(false) as JsonObject ?? throw Unreadable(transport, request);

    /// <summary>Sends and reads the connection of that id.</summary>
    /// <exception cref="QlikApiException">The response contains another one.</exception>
    public static async Task<JsonObject> ConnectionAsync(
        this ApiTransport transport,
        ApiRequest request,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        var entity = await transport.ObjectAsync(request, cancellationToken).ConfigureAwait(false);
        return entity.Id() == id ? entity : throw transport.Failures.AnotherObject(request, entity.Text("id"));
    }

    /// <summary>Gets and reads a list of objects.</summary>
    public static async Task<IReadOnlyList<JsonObject>> ListAsync(
        this ApiTransport transport,
        string address,
        CancellationToken cancellationToken
    )
    {
        using var request = new ApiRequest(HttpMethod.Get, transport.Address(address));
        return await transport.ListAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends and reads a list of objects, each once.</summary>
    /// <exception cref="QlikApiException">QlikPartialResult: there are rows without a usable id.</exception>
    public static async Task<IReadOnlyList<JsonObject>> ListAsync(
        this ApiTransport transport,
        ApiRequest request,
        CancellationToken cancellationToken
    )
    {
        var (rows, unusable) = await transport.RowsAsync(request, cancellationToken).ConfigureAwait(false);
        return unusable is null ? rows : throw unusable;
    }

    /// <summary>Sends and reads a list of objects, each once.</summary>
    /// <returns>The rows, and QlikPartialResult when there are others without a usable id.</returns>
    public static async Task<(IReadOnlyList<JsonObject> Rows, QlikApiException? Unusable)> RowsAsync(
        this ApiTransport transport, ApiRequest request, CancellationToken cancellationToken)
    {
        var array =
            await NodeAsync(transport, request, cancellationToken).ConfigureAwait(false) as JsonArray
            ?? throw Unreadable(transport, request);
        var seen = new HashSet<Guid>();
        // A value that is not an object is treated as a missing row.
        var usable = array.Select(e => e as JsonObject ?? throw Unreadable(transport, request)).Where(e => e.Id() is not null).ToArray();
        var unusable = array.Count - usable.Length;
        return (
            [.. usable.Where(e => seen.Add(e.Id()!.Value))],
            unusable == 0
                ? null
                : transport.Failures.Partial(request, QlikFailure.Message(nameof(Strings.ListRowsUnusable), request.Display, unusable)));
    }

    /// <summary>Gets and reads a number, as an object with a value or bare (the seed and the vendor's reference differ).</summary>
    public static async Task<long> CountAsync(this ApiTransport transport, string address, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Get, transport.Address(address));
        var node = await NodeAsync(transport, request, cancellationToken).ConfigureAwait(false);
        var value = node is JsonObject counted ? counted["value"] : node;
        return value is JsonValue number && number.TryGetValue(out long count) ? count : throw Unreadable(transport, request);
    }

    /// <summary>The bytes of a body.</summary>
    public static byte[] Utf8(JsonNode node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());

    /// <summary>The text of a member; null if it is missing or not text.</summary>
    public static string? Text(this JsonObject entity, string name) =>
        entity[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The id of an entity; null if it is missing or not a UUID.</summary>
    public static Guid? Id(this JsonObject entity) => Guid.TryParse(entity.Text("id"), out var id) ? id : null;

    /// <summary>The number of a member; null if it is missing or not a number.</summary>
    public static int? Number(this JsonObject entity, string name) =>
        entity[name] is JsonValue value && value.TryGetValue(out int number) ? number : null;

    /// <summary>The objects of a member that is a list; empty when it is missing.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonObject entity, string name) =>
        (entity[name] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>The time of a member; null if it is missing or means "never".</summary>
    public static DateTimeOffset? Time(this JsonObject entity, string name) =>
        DateTimeOffset.TryParse(entity.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        && time.Year > 1753
            ? time
            : null;

    private static Task<JsonNode?> NodeAsync(ApiTransport transport, ApiRequest request, CancellationToken cancellationToken) =>
        transport.ReadAsync(
        request,
        body =>
        {
            var node = JsonNode.Parse(body.Span, new JsonNodeOptions { PropertyNameCaseInsensitive = true });
            CheckNames(node);
            return node;
        },
        cancellationToken);

    /// <summary>Objects are read lazily, so a member that occurs twice must be found here and not later.</summary>
    /// <exception cref="ArgumentException">A member occurs twice.</exception>
    private static void CheckNames(JsonNode? node)
    {
        foreach (var child in node switch { JsonObject members => members.Select(m => m.Value), JsonArray items => items, _ => [] })
        {
            CheckNames(child);
        }
    }

    private static QlikApiException Unreadable(ApiTransport transport, ApiRequest request) =>
        transport.Failures.Unreadable(request, Strings.BodyOtherForm);
}
