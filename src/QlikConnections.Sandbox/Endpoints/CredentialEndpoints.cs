using System.Text.Json;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>Data credentials [cloud 5]: no list, no create, and no secret to show.</summary>
internal static class CredentialEndpoints
{
    public static Reply Get(Call call)
    {
        var credential = Find(call);
        return Reply.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("qID", credential.Id);
            json.WriteString("qName", credential.Name);
            json.WriteString("qType", credential.Type);
            json.WriteNumber("qConnCount", LinksOf(call, credential.Id));
            if (credential.DatasourceId is { } source)
            {
                json.WriteString("datasourceID", source);
            }

            json.WriteString("created", Timestamp.Print(credential.Created));
            json.WriteString("updated", Timestamp.Print(credential.Updated));
            json.WriteStartObject("links");
            json.WriteStartObject("self");
            json.WriteString("href", call.Link($"{call.Surface.Credentials}/{credential.Id}"));
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    public static Reply Patch(Call call)
    {
        var after = Find(call);
        foreach (var operation in PatchOperation.ReadAll(call))
        {
            var text = operation.Text();
            after = operation.Path switch
            {
                "/qName" => after with { Name = text },
                "/qUsername" or "/qPassword" => after,
                _ => throw Refusal.BadRequest($"The path {operation.Path} cannot be patched"),
            };
        }
        Replace(call, after);
        return Reply.NoContent;
    }

    public static Reply Put(Call call)
    {
        var before = Find(call);
        var body = call.Json.RequireObject();
        _ = body.RequiredText("qUsername");
        _ = body.RequiredText("qPassword");
        if (body.OptionalText("qID") is { } id && !string.Equals(id, before.Id, StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal.BadRequest("qID must be that of the credential");
        }

        if (body.OptionalText("connectionId") is { } connectionId && call.Tenant.Connections.Find(connectionId)?.CredentialsId != before.Id)
        {
            throw Refusal.BadRequest("The connection id differs");
        }

        Replace(call, before with { Name = body.RequiredText("qName"), Type = body.RequiredText("qType") });
        return Reply.NoContent;
    }

    public static Reply Delete(Call call)
    {
        var credential = Find(call);
        foreach (var linked in call.Tenant.Connections.All.Where(row => row.CredentialsId == credential.Id).ToList())
        {
            call.Tenant.Connections.Replace(linked with { CredentialsId = null });
        }

        call.Tenant.RemoveCredential(credential.Id);
        return Reply.NoContent;
    }

    public static Reply FilterOrphans(Call call)
    {
        if (!call.Caller.IsTenantAdmin)
        {
            throw Refusal.Forbidden("The role TenantAdmin is needed");
        }

        var body = call.Json.RequireObject();
        var source = body.OptionalText("datasourceID");
        var type = body.OptionalText("qType");
        var separated = body.OptionalBit("qSeparated");
        HashSet<string?> linked = [.. call.Tenant.Connections.All.Select(row => row.CredentialsId)];
        Credential[] orphans =
        [
            .. call.Tenant.Credentials.Where(credential =>
                !linked.Contains(credential.Id)
                && (source is null || credential.DatasourceId == source)
                && (type is null || credential.Type == type)
                && (separated is null || credential.Separate == (separated == 1)))
                .OrderBy(credential => credential.Name, StringComparer.Ordinal).ThenBy(credential => credential.Id, StringComparer.Ordinal),
        ];
        return Reply.Json(200, json => WriteOrphans(json, call, orphans));
    }

    private static void WriteOrphans(Utf8JsonWriter json, Call call, Credential[] orphans)
    {
        json.WriteStartObject();
        json.WriteNumber("count", orphans.Length);
        json.WriteStartArray("data");
        foreach (var credential in orphans)
        {
            json.WriteStartObject();
            json.WriteString("qID", credential.Id);
            json.WriteString("qName", credential.Name);
            json.WriteString("qType", credential.Type);
            json.WriteString("created", Timestamp.Print(credential.Created));
            json.WriteString("updated", Timestamp.Print(credential.Updated));
            if (credential.DatasourceId is { } source)
            {
                json.WriteString("datasourceID", source);
            }

            json.WriteString("tenant", call.Tenant.Id);
            json.WriteString("user", credential.OwnerId);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Replace(Call call, Credential after)
    {
        // The scope of unique names is not documented. Assumed: one user's credentials.
        var taken = call.Tenant.Credentials.Any(other =>
            other.Id != after.Id && other.OwnerId == after.OwnerId && other.Name == after.Name
        );
        if (taken)
        {
            throw Refusal.Conflict($"A credential named '{after.Name}' exists");
        }

        call.Tenant.Put(after with { Updated = call.Tenant.Now });
    }

    /// <summary>Only the caller's own; these paths do not document 403, so those of others give 404.</summary>
    private static Credential Find(Call call)
    {
        var segment = call.Path("id");
        var byName = call.Query.Flag("byCredentialName");
        if (!byName && !Guid.TryParseExact(segment, "D", out _))
        {
            throw Refusal.BadRequest("The credential id must be a UUID");
        }

        var found = byName
            ? call.Tenant.Credentials.FirstOrDefault(credential => credential.Name == segment && IsReachable(call, credential))
            : call.Tenant.FindCredential(segment);
        return found is not null && IsReachable(call, found) ? found : throw Refusal.NotFound("The credential does not exist");
    }

    private static bool IsReachable(Call call, Credential credential) => call.Caller.IsTenantAdmin || credential.OwnerId == call.Caller.Id;

    private static int LinksOf(Call call, string id) => call.Tenant.Connections.All.Count(row => row.CredentialsId == id);
}
