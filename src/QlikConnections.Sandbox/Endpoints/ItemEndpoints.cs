using System.Text.Json;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>The list of the resources that a caller can see [cloud 14.1]. This tenant has apps only.</summary>
internal static class ItemEndpoints
{
    private const int DefaultLimit = 10;
    private const int MostIds = 100;

    public static Reply List(Call call)
    {
        var query = call.Query;
        var type = query.Text("resourceType");
        var space = query.Text("spaceId");
        var owner = query.Text("ownerId");
        var ids = query.Text("resourceIds")?.Split(',');
        if (ids?.Length > MostIds)
        {
            throw Refusal.BadRequest($"resourceIds has more than {MostIds} ids");
        }

        _ = query.Flag("noActions");
        App[] found =
        [
            .. call
                .Tenant.Apps.Where(app =>
                    Access.Sees(call.Tenant, call.Caller, app)
                    && type is null or "app"
                    && (space is null || app.SpaceId == space || (space == "personal" && app.SpaceId is null))
                    && (owner is null || app.OwnerId == owner)
                    && (ids is null || ids.Contains(app.Id))
                )
                .OrderBy(app => app.Created)
                .ThenBy(app => app.Id, StringComparer.Ordinal),
        ];
        var page = new ResourcePage<App>(call, found, DefaultLimit);
        return Reply.Json(200, json =>
        {
            json.WriteStartObject();
            page.WriteData(json, app => Write(json, call, app));
            page.WriteLinks(json);
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, Call call, App app)
    {
        json.WriteStartObject();
        json.WriteString("id", StableId.Hex(24, "item", app.Id));
        json.WriteString("name", app.Name);
        json.WriteString("resourceId", app.Id);
        json.WriteString("resourceType", "app");
        if (app.SpaceId is { } space)
        {
            json.WriteString("spaceId", space);
        }

        json.WriteString("ownerId", app.OwnerId);
        json.WriteString("tenantId", call.Tenant.Id);
        json.WriteString("createdAt", Timestamp.Print(app.Created));
        json.WriteString("updatedAt", Timestamp.Print(app.Created));
        json.WriteEndObject();
    }
}
