using System.Text.Json;
using QlikConnections.Sandbox.Repository.Filtering;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository.Endpoints;

/// <summary>The reading half of what every entity type offers: list, full list, count and one by id [qrs 13].</summary>
internal sealed class EntityEndpoints<T>
    where T : SiteEntity
{
    public required string Path { get; init; }

    public required Func<Site, IReadOnlyDictionary<Guid, T>> Entities { get; init; }

    public required IReadOnlyList<QrsProperty<T>> Properties { get; init; }

    /// <summary>What the caller can do; entities that the caller cannot read are left out without a message.</summary>
    public required Func<SiteUser, T, IReadOnlyList<string>> Rights { get; init; }

    public required Action<Utf8JsonWriter, RepositoryCall, T> Full { get; init; }

    public required Action<Utf8JsonWriter, RepositoryCall, T> Condensed { get; init; }

    /// <summary>What every entity type can be filtered by.</summary>
    public static IReadOnlyList<QrsProperty<T>> CommonProperties { get; } =
    [
        QrsProperty<T>.Id("id", entity => entity.Id),
        QrsProperty<T>.Date("createdDate", entity => entity.Created),
        QrsProperty<T>.Date("modifiedDate", entity => entity.Modified),
        QrsProperty<T>.Text("modifiedByUserName", entity => entity.ModifiedBy),
    ];

    public IEnumerable<RepositoryRoute> Reads() =>
    [
        new("GET", Path, call => Answer(call, Condensed)),
        new("GET", Path + "/full", call => Answer(call, Full)),
        new("GET", Path + "/count", Count),
        new("GET", Path + "/{id}", call => One(call, Find(call))),
    ];

    public Reply One(RepositoryCall call, T entity, int status = 200) => Reply.Json(status, json => Full(json, call, entity));

    /// <summary>
    /// The entity of the path. An entity that the caller cannot read is "not found", like one that does not exist: live servers return 403
    /// or 404 [qrs 18, row 20], and 404 reveals less.
    /// </summary>
    public T Find(RepositoryCall call)
    {
        if (call.Id == Guid.Empty)
        {
            throw Refusal.BadRequest("The id must not be empty");
        }

        return call.Id is { } id && Entities(call.Site).TryGetValue(id, out var entity) && Reads(call, entity)
            ? entity
            : throw Refusal.NotFound("The requested entity was not found");
    }

    private Reply Answer(RepositoryCall call, Action<Utf8JsonWriter, RepositoryCall, T> write)
    {
        var found = Sorted(call, Matching(call));
        return Reply.Json(200, json =>
        {
            json.WriteStartArray();
            foreach (var entity in found)
            {
                write(json, call, entity);
            }

            json.WriteEndArray();
        });
    }

    private Reply Count(RepositoryCall call) => Reply.Json(200, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("value", Matching(call).Count());
        json.WriteEndObject();
    });

    private IEnumerable<T> Matching(RepositoryCall call)
    {
        var readable = Entities(call.Site).Values.Where(entity => Reads(call, entity));
        if (call.Query.Text("filter") is not { } filter)
        {
            return readable;
        }

        var matches = QrsFilter<T>.Parse(filter, Properties);
        return readable.Where(entity => matches(entity));
    }

    /// <summary>The order without orderby is not specified, so it is an order without meaning: by id.</summary>
    private IEnumerable<T> Sorted(RepositoryCall call, IEnumerable<T> found)
    {
        if (call.Query.Text("orderby") is not { } order)
        {
            return found.OrderBy(entity => entity.Id);
        }

        var words = order.Split(' ');
        var descending = words.Length == 2 && words[1] == "desc";
        // Several properties at once are unverified [qrs 18, row 22].
        if (words.Length > 2 || (words.Length == 2 && words[1] is not ("asc" or "desc")))
        {
            throw Refusal.BadRequest($"The order '{order}' cannot be read");
        }

        var key = QrsFilter<T>.Property(words[0], Properties).Value
            ?? throw Refusal.BadRequest($"The property '{words[0]}' cannot be sorted by");
        var comparer = Comparer<object>.Create(QrsComparison.Compare);
        return (descending ? found.OrderByDescending(key, comparer) : found.OrderBy(key, comparer)).ThenBy(entity => entity.Id);
    }

    private bool Reads(RepositoryCall call, T entity) => Rights(call.User, entity).Contains(SiteAccess.Read);
}
