using System.Text.Json;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>Spaces [cloud 7].</summary>
internal static class SpaceEndpoints
{
    private const int DefaultLimit = 10;
    private const string CollectionPath = "/api/v1/spaces/";

    private static readonly string[] Types = ["shared", "managed", "data"];
    private const string ForbiddenInNames = "\"*?<>/|\\:";

    public static Reply List(Call call)
    {
        var query = call.Query;
        var name = query.Text("name");
        var ownerId = query.Text("ownerId");
        var types = query.Text("type")?.Split(',');
        if (types?.FirstOrDefault(type => !Types.Contains(type)) is { } unknown)
        {
            throw Refusal.BadRequest($"The space type '{unknown}' is not known");
        }

        var roles = query.Text("roles")?.Split(',');
        Space[] found =
        [
            .. Sorted(query, call.Tenant.Spaces.Where(space =>
                Access.Sees(call.Caller, space)
                && (name is null || space.Name.IndexOf(name, StringComparison.OrdinalIgnoreCase) >= 0)
                && (ownerId is null || space.OwnerId == ownerId)
                && (types is null || types.Contains(space.Type))
                && (roles is null || space.RolesOf(call.Caller).Any(roles.Contains)))),
        ];
        var page = new ResourcePage<Space>(call, found, DefaultLimit);
        return Reply.Json(200, json =>
        {
            json.WriteStartObject();
            page.WriteData(json, space => Write(json, call, space));
            json.WriteStartObject("meta");
            json.WriteNumber("count", page.Total);
            json.WriteEndObject();
            page.WriteLinks(json);
            json.WriteEndObject();
        });
    }

    public static Reply Get(Call call) =>
        // This path does not document 403: a space that the caller cannot see gives 404.
        call.Tenant.FindSpace(call.Path("id")) is { } space && Access.Sees(call.Caller, space)
            ? Reply.Json(200, json => Write(json, call, space))
            : throw Refusal.NotFound("The space does not exist");

    public static Reply Post(Call call)
    {
        var body = call.Json.RequireObject();
        var name = body.RequiredText("name");
        var type = body.RequiredText("type");
        if (!Types.Contains(type))
        {
            throw Refusal.BadRequest("type must be shared, managed or data");
        }

        if (name.Length > 256 || name.Any(c => ForbiddenInNames.IndexOf(c) >= 0))
        {
            throw Refusal.BadRequest("The name is too long or holds a character that space names cannot have");
        }
        // It is not documented who can create which spaces. Assumed: everybody shared spaces, admins the others.
        if (type != "shared" && !call.Caller.IsTenantAdmin)
        {
            throw Refusal.Forbidden("Only admins create managed and data spaces");
        }

        if (call.Tenant.Spaces.Any(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            throw Refusal.Conflict("A space of this name exists");
        }

        var space = new Space
        {
            Id = Guid.NewGuid().ToString("N").Substring(0, 24),
            Name = name,
            Type = type,
            OwnerId = call.Caller.Id,
            Description = body.OptionalText("description") ?? "",
            Created = call.Tenant.Now,
        };
        call.Tenant.Put(space);
        return Reply.Json(201, json => Write(json, call, space));
    }

    private static IEnumerable<Space> Sorted(QueryString query, IEnumerable<Space> spaces) => query.Text("sort") switch
    {
        null or "+name" => spaces.OrderBy(space => space.Name, StringComparer.OrdinalIgnoreCase),
        "-name" => spaces.OrderByDescending(space => space.Name, StringComparer.OrdinalIgnoreCase),
        "+type" => spaces.OrderBy(space => space.Type, StringComparer.Ordinal),
        "-type" => spaces.OrderByDescending(space => space.Type, StringComparer.Ordinal),
        "+createdAt" => spaces.OrderBy(space => space.Created),
        "-createdAt" => spaces.OrderByDescending(space => space.Created),
        _ => throw Refusal.BadRequest("sort must be + or - and type, name or createdAt"),
    };

    private static void Write(Utf8JsonWriter json, Call call, Space space)
    {
        var self = call.Link(CollectionPath + space.Id);
        json.WriteStartObject();
        json.WriteString("id", space.Id);
        json.WriteString("name", space.Name);
        json.WriteString("type", space.Type);
        json.WriteString("ownerId", space.OwnerId);
        json.WriteString("description", space.Description);
        json.WriteString("tenantId", call.Tenant.Id);
        json.WriteString("createdAt", Timestamp.Print(space.Created));
        json.WriteString("createdBy", space.OwnerId);
        json.WriteString("updatedAt", Timestamp.Print(space.Created));
        json.WriteStartObject("meta");
        WriteTexts(json, "actions", Access.Edits(call.Caller, space) ? ["create", "read", "update", "delete"] : ["read"]);
        WriteTexts(json, "roles", space.RolesOf(call.Caller));
        WriteTexts(json, "assignableRoles", []);
        json.WriteEndObject();
        json.WriteStartObject("links");
        WriteLink(json, "self", self);
        WriteLink(json, "assignments", self + "/assignments");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteLink(Utf8JsonWriter json, string name, string href)
    {
        json.WriteStartObject(name);
        json.WriteString("href", href);
        json.WriteEndObject();
    }
}
