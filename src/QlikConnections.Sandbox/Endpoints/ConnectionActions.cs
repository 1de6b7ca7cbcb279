using System.Text.Json;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>Bulk update, bulk delete and duplicate [cloud 2.8 to 2.10].</summary>
internal static class ConnectionActions
{
    public static Reply Update(Call call)
    {
        var items = AdminItems(call);
        // Missing fields fail the whole request; all other errors are reported for the item.
        foreach (var item in items)
        {
            _ = item.OptionalText("ownerId");
            if (item.OptionalText("spaceId") is not null && item.OptionalText("spaceType") is null)
            {
                throw Refusal.BadRequest("The property spaceType is missing");
            }
        }
        return MultiStatus(items, item => Change(call, item));
    }

    public static Reply Delete(Call call) => MultiStatus(AdminItems(call), item => call.Tenant.Delete(Find(call, item.RequiredText("id"))));

    public static Reply Duplicate(Call call)
    {
        var body = call.Json.RequireObject();
        var id = body.RequiredText("id");
        if (ConnectionLookup.DataFiles(call, id) is not null)
        {
            throw Refusal.BadRequest("Data file connections cannot be duplicated");
        }

        var source = ConnectionLookup.Require(call, Find(call, id), "read");
        var spaceId = body.OptionalText("spaceId") ?? source.SpaceId;
        if (spaceId is not null)
        {
            ConnectionLookup.RequireTarget(call, spaceId);
        }

        var now = call.Tenant.Now;
        // The owner of the copy is not documented (13.2). Assumed: the caller.
        var copy = source with
        {
            Id = Guid.NewGuid().ToString("D"),
            SpaceId = spaceId,
            OwnerId = call.Caller.Id,
            Created = now,
            Updated = now,
        };
        var name = body.OptionalText("name") is { Length: > 0 } given ? given : call.Tenant.Connections.FreeName(copy.Scope, source.Name);
        var ownCredentials = body.OptionalText("qUsername") is { Length: > 0 } | body.OptionalText("qPassword") is { Length: > 0 };
        var added = call.Tenant.Connections.Add(copy with { Name = name });
        return ConnectionJson.Created(call, WithCredentials(call, added, ownCredentials));
    }

    // Assumed (13.2): credentials are kept. An embedded set is copied, a separate one is shared.
    private static Connection WithCredentials(Call call, Connection added, bool ownCredentials)
    {
        var embedded = added.CredentialsId is { } id && call.Tenant.FindCredential(id) is { Separate: false };
        if (!ownCredentials && !embedded)
        {
            return added;
        }

        var linked = added with { CredentialsId = CredentialStore.Create(call, added, null) };
        call.Tenant.Connections.Replace(linked);
        return linked;
    }

    private static void Change(Call call, JsonElement item)
    {
        var before = Find(call, item.RequiredText("id"));
        // The effect of the item's name is not documented (13.2). Assumed: none.
        var ownerId = item.OptionalText("ownerId") ?? before.OwnerId;
        if (call.Tenant.FindUser(ownerId) is null)
        {
            throw Refusal.NotFound("The owner does not exist");
        }

        var spaceId = item.OptionalText("spaceId") is { } target
            ? TargetSpace(call, target, item.RequiredText("spaceType"))
            : before.SpaceId;
        var after = before with
        {
            OwnerId = ownerId,
            SpaceId = spaceId,
            // Credentials do not follow the connection to a new owner (2.8).
            CredentialsId = ownerId == before.OwnerId ? before.CredentialsId : null,
            Updated = call.Tenant.Now,
        };
        call.Tenant.Connections.Replace(after);
    }

    /// <summary>Null for the personal space, which an empty id together with the type personal means.</summary>
    private static string? TargetSpace(Call call, string spaceId, string spaceType)
    {
        if (spaceType is not ("personal" or "shared" or "managed" or "data"))
        {
            throw Refusal.BadRequest("spaceType must be personal, shared, managed or data");
        }

        if ((spaceId.Length == 0) != (spaceType == "personal"))
        {
            throw Refusal.BadRequest("An empty spaceId and the spaceType personal belong together");
        }

        if (spaceId.Length == 0)
        {
            return null;
        }

        var space = ConnectionLookup.RequireTarget(call, spaceId);
        return space.Type == spaceType ? space.Id : throw Refusal.BadRequest($"The space is of type {space.Type}, not {spaceType}");
    }

    private static Connection Find(Call call, string id)
    {
        if (call.Tenant.Connections.Find(id) is { } connection)
        {
            return connection;
        }

        throw ConnectionLookup.DataFiles(call, id) is null
            ? Refusal.NotFound("The connection does not exist")
            : Refusal.Forbidden("Data file connections cannot be changed");
    }

    private static JsonElement[] AdminItems(Call call)
    {
        if (!call.Caller.IsTenantAdmin)
        {
            throw Refusal.Forbidden("The role TenantAdmin is needed");
        }

        var body = call.Json.RequireObject();
        if (!body.TryGetProperty("connections", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            throw Refusal.BadRequest("The property connections is missing");
        }

        JsonElement[] items = [.. list.EnumerateArray()];
        foreach (var item in items)
        {
            _ = item.RequireObject().RequiredText("id");
        }

        return items;
    }

    private static Reply MultiStatus(JsonElement[] items, Action<JsonElement> change) => Reply.Json(207, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var item in items)
        {
            json.WriteStartObject();
            json.WriteString("id", item.RequiredText("id"));
            if (Outcome(item, change) is { } refusal)
            {
                json.WriteNumber("status", refusal.Status);
                json.WritePropertyName("error");
                ErrorBody.WriteError(json, ErrorFormat.DataConnections, refusal);
            }
            else
            {
                json.WriteNumber("status", 204);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static Refusal? Outcome(JsonElement item, Action<JsonElement> change)
    {
        try
        {
            change(item);
            return null;
        }
        catch (Refusal refusal)
        {
            return refusal;
        }
    }
}
