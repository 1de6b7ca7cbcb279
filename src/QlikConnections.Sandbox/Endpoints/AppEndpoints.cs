using System.Text.Json;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>What the reloads of an app used, and its script [cloud 14.2, 14.3].</summary>
internal static class AppEndpoints
{
    private const int MostReloads = 10;
    private const int LargestPage = 100;

    /// <summary>The reloads of the app, the latest first. Without an id all that are kept.</summary>
    public static Reply ReloadMetadata(Call call, string? reloadId)
    {
        var app = Find(call);
        var limit = call.Query.Number("limit", 1, LargestPage) ?? LargestPage;
        _ = call.Query.Flag("includeSkipStoreReloads");
        var reloads = app.Reloads.Take(MostReloads).Where(r => string.IsNullOrEmpty(reloadId) || r.Id == reloadId).ToArray();
        if (!string.IsNullOrEmpty(reloadId) && reloads.Length == 0)
        {
            throw Refusal.NotFound("The app has no such reload");
        }

        return Reply.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            foreach (var reload in reloads.Take(limit))
            {
                Write(json, app, reload);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>The versions of the script; there is one.</summary>
    public static Reply Scripts(Call call)
    {
        var app = Find(call);
        return Reply.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("scripts");
            json.WriteStartObject();
            json.WriteString("scriptId", ScriptId(app));
            json.WriteString("modifierId", app.OwnerId);
            json.WriteString("modifiedTime", Timestamp.Print(app.Created));
            json.WriteString("versionMessage", "");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>A version of the script.</summary>
    public static Reply Script(Call call)
    {
        var app = Find(call);
        if (call.Path("version") is var version && version != "current" && version != ScriptId(app))
        {
            throw Refusal.NotFound("The app has no such version of its script");
        }

        return Reply.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("script", app.Script);
            json.WriteString("versionMessage", "");
            json.WriteEndObject();
        });
    }

    private static string ScriptId(App app) => StableId.Hex(24, "script", app.Id);

    /// <summary>It is not documented who may read this. Assumed: whoever may edit the app.</summary>
    private static App Find(Call call)
    {
        if (call.Tenant.FindApp(call.Path("id")) is not { } app || !Access.Sees(call.Tenant, call.Caller, app))
        {
            throw Refusal.NotFound("The app does not exist");
        }

        return Access.Edits(call.Tenant, call.Caller, app) ? app : throw Refusal.Forbidden("The caller may not edit the app");
    }

    private static void Write(Utf8JsonWriter json, App app, Reload reload)
    {
        json.WriteStartObject();
        json.WriteString("reloadId", reload.Id);
        json.WriteBoolean("success", reload.Success);
        json.WriteString("endTime", Timestamp.Print(reload.End));
        json.WriteNumber("duration", 61_000);
        json.WriteBoolean("isPartialReload", false);
        json.WriteNumber("rowLimit", -1);
        json.WriteBoolean("skipStore", false);
        var uses = reload.Success ? app.Uses : [];
        json.WriteStartArray("statements");
        foreach (var (use, number) in uses.Select((u, i) => (u, i)).Where(u => u.u.Kind != AppUseKind.Include))
        {
            WriteStatement(json, use, number);
        }

        json.WriteEndArray();
        json.WriteStartArray("includeFiles");
        foreach (var use in uses.Where(u => u.Kind == AppUseKind.Include))
        {
            json.WriteStartObject();
            json.WriteString("connection", use.Written);
            json.WriteString("path", "code");
            json.WriteString("qri", "");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStatement(Utf8JsonWriter json, AppUse use, int number)
    {
        json.WriteStartObject();
        json.WriteString("connectionId", use.HasId ? use.ConnectionId : null);
        json.WriteString("connection", use.Written);
        json.WriteString("qri", "");
        json.WriteString("label", "");
        json.WriteString("tableName", $"T{number}");
        json.WriteString("type", use.Kind == AppUseKind.Store ? "Store" : "Load");
        json.WriteNumber("nbrOfRows", use.Rows);
        json.WriteNumber("nbrOfFields", 12);
        json.WriteNumber("dataSize", use.Rows * 96);
        json.WriteNumber("duration", 850);
        json.WriteString("partialReloadOperation", "None");
        json.WriteEndObject();
    }
}
