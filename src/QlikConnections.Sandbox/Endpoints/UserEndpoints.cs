using System.Text.Json;
using QlikConnections.Sandbox.Filtering;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>Users [cloud 8.1, 8.2].</summary>
internal static class UserEndpoints
{
    private const int DefaultLimit = 20;
    private const int MostIdsOfFilter = 100;
    private const string CollectionPath = "/api/v1/users/";

    private static readonly ScimAttribute<User>[] Filterable =
    [
        ScimAttribute<User>.Text("id", user => user.Id, "eq"),
        ScimAttribute<User>.Text("subject", user => user.Subject, "eq", "co"),
        ScimAttribute<User>.Text("name", user => user.Name, "eq", "co"),
        ScimAttribute<User>.Text("email", user => user.Email, "eq", "co"),
        ScimAttribute<User>.Text("status", user => user.Status, "eq"),
        ScimAttribute<User>.Text("clientId", _ => null, "eq"),
        ScimAttribute<User>.MultiValued("assignedRoles.name", user => user.Roles, "eq"),
        ScimAttribute<User>.MultiValued("assignedRoles.id", user => user.Roles.Select(RoleId), "eq"),
    ];

    public static Reply List(Call call) => Page(call, Filter(call.Query.Text("filter")), "");

    /// <summary>The filter in a body. Its pages are those of the list: without limit the first twenty.</summary>
    public static Reply PostFilter(Call call)
    {
        var text = call.Json.RequireObject().RequiredText("filter");
        var filter = Filter(text);
        return filter!.ComparedAttributes.Count(name => name == "id") > MostIdsOfFilter
            ? throw Refusal.BadRequest($"A filter holds at most {MostIdsOfFilter} ids")
            : Page(call, filter, text);
    }

    public static Reply Count(Call call) => Reply.Json(200, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("total", call.Tenant.Users.Count);
        json.WriteEndObject();
    });

    /// <summary>Not the record but a redirect to it, as in [cloud 1.10].</summary>
    public static Reply Me(Call call) => Reply.MovedPermanently(call.Link(CollectionPath + call.Caller.Id));

    public static Reply Get(Call call) =>
        call.Tenant.FindUser(call.Path("id")) is { } user
            ? Reply.Json(200, json => Write(json, call, user))
            : throw Refusal.NotFound("The user does not exist");

    public static Reply Tenant(Call call) => Reply.Json(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("id", call.Tenant.Id);
        json.WriteString("name", call.Tenant.Name);
        json.WriteStartArray("hostnames");
        json.WriteStringValue(new Uri(call.Origin).Authority);
        json.WriteEndArray();
        json.WriteString("status", "active");
        json.WriteEndObject();
    });

    private static ScimFilter<User>? Filter(string? text) => text is null ? null : ScimFilter<User>.Parse(text, Filterable);

    private static Reply Page(Call call, ScimFilter<User>? filter, string bodyFilter)
    {
        var users = call.Tenant.Users.Where(user => filter is null || filter.Matches(user));
        var totalResults = call.Query.Flag("totalResults");
        var page = new ResourcePage<User>(call, [.. Sorted(call.Query, users)], DefaultLimit, bodyFilter);
        return Reply.Json(200, json =>
        {
            json.WriteStartObject();
            page.WriteData(json, user => Write(json, call, user));
            page.WriteLinks(json);
            if (totalResults)
            {
                json.WriteNumber("totalResults", page.Total);
            }

            json.WriteEndObject();
        });
    }

    private static IEnumerable<User> Sorted(QueryString query, IEnumerable<User> users) =>
        query.Text("sort") switch
        {
            null or "name" or "+name" => users
                .OrderBy(user => user.Name, StringComparer.OrdinalIgnoreCase)
                .ThenBy(user => user.Id, StringComparer.Ordinal),
            "-name" => users
                .OrderByDescending(user => user.Name, StringComparer.OrdinalIgnoreCase)
                .ThenBy(user => user.Id, StringComparer.Ordinal),
            _ => throw Refusal.BadRequest("sort must be +name or -name"),
        };

    private static void Write(Utf8JsonWriter json, Call call, User user)
    {
        json.WriteStartObject();
        json.WriteString("id", user.Id);
        json.WriteString("tenantId", call.Tenant.Id);
        json.WriteString("subject", user.Subject);
        json.WriteString("name", user.Name);
        if (user.Email is { } email)
        {
            json.WriteString("email", email);
        }

        json.WriteString("status", user.Status);
        json.WriteString("createdAt", Timestamp.Print(user.Created));
        json.WriteString("lastUpdatedAt", Timestamp.Print(user.Created));
        // Roles of others are visible only to callers with access [cloud 8.1].
        if (call.Caller.IsTenantAdmin || call.Caller.Id == user.Id)
        {
            WriteRoles(json, user);
        }

        json.WriteStartObject("links");
        json.WriteStartObject("self");
        json.WriteString("href", call.Link(CollectionPath + user.Id));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRoles(Utf8JsonWriter json, User user)
    {
        json.WriteStartArray("assignedRoles");
        foreach (var role in user.Roles)
        {
            json.WriteStartObject();
            json.WriteString("id", RoleId(role));
            json.WriteString("name", role);
            json.WriteString("type", "default");
            json.WriteString("level", role.EndsWith("Admin", StringComparison.Ordinal) ? "admin" : "user");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string RoleId(string role) => StableId.Hex(24, "role", role);
}
