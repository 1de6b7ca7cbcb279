using System.Globalization;
using System.Text.Json;
using QlikConnections.Sandbox.Filtering;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>GET /data-connections [cloud 2.1].</summary>
internal sealed class ConnectionList
{
    private static readonly ScimAttribute<Connection>[] Filterable =
    [
        ScimAttribute<Connection>.Text("qName", row => row.Name),
        ScimAttribute<Connection>.Text("qType", row => row.Type),
        ScimAttribute<Connection>.Text("datasourceID", row => row.DatasourceId),
        ScimAttribute<Connection>.Instant("created", row => row.Created),
        ScimAttribute<Connection>.Instant("updated", row => row.Updated),
        ScimAttribute<Connection>.Text("qri", ConnectionJson.Qri),
    ];

    private readonly ListingCache _listings = new();

    public Reply Get(Call call)
    {
        var query = call.Query;
        if (query.Text("dataName") is "")
        {
            throw Refusal.BadRequest("The query parameter dataName must not be empty");
        }

        var limit = query.Number("limit", 1, 100) ?? call.Surface.DefaultLimit;
        // In v1 links are given only together with a limit, so a cursor without one was not taken from a link.
        var cursor = query.Text("page");
        if (cursor is not null && limit is null)
        {
            throw Refusal.BadRequest("The query parameter page needs limit");
        }

        var identity = call.Caller.Id + "\u001f" + query.Identity("page", "limit");
        var listing = _listings.Get(
            call.Tenant.Revision,
            identity + (limit is null ? "" : "\u001fpaged"),
            () => Build(call, paged: limit is not null)
        );
        var first = cursor is null ? 0 : Position(listing, identity, cursor);
        var total = listing.Count + listing.DataFiles.Count;
        var end = limit is { } size ? Math.Min(total, first + size) : total;
        return Page(call, listing, first, end, limit is null ? null : identity);
    }

    private static Reply Page(Call call, Listing listing, int first, int end, string? identity)
    {
        var withQri = call.Query.Flag("includeQris");
        _ = call.Query.Flag("extended"); // adds only encrypted strings, and the sandbox has none
        return Reply.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray(call.Query.Text("dataName") ?? "data");
            for (var i = first; i < end; i++)
            {
                if (i < listing.Count)
                {
                    ConnectionJson.WriteRow(json, call, listing[i].Connection!, withQri);
                }
                else
                {
                    ConnectionJson.WriteDataFiles(json, call, listing.DataFiles[i - listing.Count]);
                }
            }
            json.WriteEndArray();
            json.WriteStartObject("meta");
            // It is not documented whether the count is for the list or the page [cloud 13.2]. Assumed: for the list.
            json.WriteNumber("count", listing.Count + listing.DataFiles.Count);
            json.WriteEndObject();
            if (identity is not null)
            {
                WriteLinks(json, call, end < listing.Count + listing.DataFiles.Count ? CursorAt(listing, end - 1, identity) : null);
            }

            json.WriteEndObject();
        });
    }

    private static void WriteLinks(Utf8JsonWriter json, Call call, string? next)
    {
        json.WriteStartObject("links");
        json.WriteStartObject("self");
        json.WriteString("href", call.SelfLink);
        json.WriteEndObject();
        if (next is not null)
        {
            json.WriteStartObject("next");
            json.WriteString("href", call.NextLink("page", next));
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static string CursorAt(Listing listing, int last, string identity)
    {
        if (last >= listing.Count)
        {
            return Cursor.Seal(identity, "f", (last - listing.Count).ToString(CultureInfo.InvariantCulture), "");
        }

        var row = listing[last];
        return Cursor.Seal(identity, "c", row.Sequence.ToString(CultureInfo.InvariantCulture), row.Key);
    }

    private static int Position(Listing listing, string identity, string cursor)
    {
        var parts = Cursor.Open(identity, cursor, 3);
        var number = long.Parse(parts[1], CultureInfo.InvariantCulture);
        return parts[0] == "f" ? listing.Count + (int)number + 1 : listing.After(parts[2], number);
    }

    private static Listing Build(Call call, bool paged)
    {
        var query = call.Query;
        var tenant = call.Tenant;
        var spaceId = query.Text("spaceId");
        // A space takes precedence over personal [cloud 2.1].
        var personal = query.Flag("personal") && spaceId is null;
        var includeDisabled = query.Flag("includeDisabled");
        var visible = Visible(call);
        var filter = query.Text("filter") is { } text ? ScimFilter<Connection>.Parse(text, Filterable).Matches : null;
        // Sort has an effect only together with limit; it is always checked.
        var order = ListingOrder.Parse(query, call.Surface.SortFields);

        var rows = tenant.Connections.All.Where(row =>
            (spaceId is null || row.SpaceId == spaceId)
            && (!personal || row.SpaceId is null)
            && (includeDisabled || !tenant.IsDisabled(row.DatasourceId))
            && visible(row)
            && (filter is null || filter(row)));
        return new(rows, paged ? order : ListingOrder.Creation, query.Flag("noDatafiles") || personal ? [] : DataFiles(call, spaceId));
    }

    private static Space[] DataFiles(Call call, string? spaceId) =>
        [.. call.Tenant.Spaces.Where(space => (spaceId is null || space.Id == spaceId) && Access.Sees(call.Caller, space))];

    /// <summary>
    /// Who sees what in the list. It is not documented whether an admin's plain list contains other people's personal connections (13.2).
    /// Assumed: only with userId.
    /// </summary>
    private static Predicate<Connection> Visible(Call call)
    {
        var caller = call.Caller;
        var userId = call.Query.Text("userId");
        var ownedByMe = call.Query.Flag("ownedByMe");
        if (userId is not null && userId != caller.Id && !caller.IsTenantAdmin)
        {
            throw Refusal.Forbidden("Connections of another user can be listed by admins only");
        }

        HashSet<string> spaces = [.. call.Tenant.Spaces.Where(space => Access.Sees(caller, space)).Select(space => space.Id)];
        var personalOf = userId ?? caller.Id;
        return row =>
            (row.SpaceId is { } spaceId ? spaces.Contains(spaceId) : row.OwnerId == personalOf)
            && (userId is null || row.OwnerId == userId)
            && (!ownedByMe || row.OwnerId == caller.Id);
    }
}
