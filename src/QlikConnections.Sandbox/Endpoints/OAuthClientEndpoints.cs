using System.Text.Json;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>OAuth clients [cloud 9.5]. Only tenant admins manage them.</summary>
internal static class OAuthClientEndpoints
{
    private const int DefaultLimit = 10;
    private const int MostRedirects = 5;

    public static Reply List(Call call)
    {
        RequireAdmin(call);
        var page = new ResourcePage<OAuthClient>(call, [.. call.Tenant.Clients.OrderBy(c => c.Id, StringComparer.Ordinal)], DefaultLimit);
        return Reply.Json(200, json =>
        {
            json.WriteStartObject();
            page.WriteData(json, client => Write(json, client, secret: null));
            page.WriteLinks(json);
            json.WriteEndObject();
        });
    }

    public static Reply Get(Call call)
    {
        var client = Find(call);
        return Reply.Json(200, json => Write(json, client, secret: null));
    }

    public static Reply Post(Call call)
    {
        RequireAdmin(call);
        var body = call.Json.RequireObject();
        var type = body.RequiredText("appType");
        if (!OAuthClient.Types.Contains(type))
        {
            throw Refusal.BadRequest("appType must be one of " + string.Join(", ", OAuthClient.Types));
        }

        var redirects = Texts(body, "redirectUris");
        if (redirects.Count > MostRedirects)
        {
            throw Refusal.BadRequest($"At most {MostRedirects} redirectUris are allowed");
        }

        if (redirects.Count == 0 && type is OAuthClient.Native or OAuthClient.Spa)
        {
            throw Refusal.BadRequest("redirectUris is missing");
        }

        if (redirects.FirstOrDefault(r => !IsAddress(r)) is { } wrong)
        {
            throw Refusal.BadRequest($"'{wrong}' is not an absolute address");
        }

        var client = new OAuthClient
        {
            Id = Guid.NewGuid().ToString("N"),
            Name = body.RequiredText("clientName"),
            Description = body.OptionalText("description"),
            AppType = type,
            Secret = type == OAuthClient.Web ? "sandbox-client-secret-" + Guid.NewGuid().ToString("N") : null,
            RedirectUris = redirects,
            Scopes = Texts(body, "allowedScopes"),
            IsTrusted = body.TryGetProperty("connectionConfig", out var config) && IsTrusted(config.RequireObject()),
            Created = call.Tenant.Now,
        };
        call.Tenant.Put(client);
        return Reply.Json(201, json => Write(json, client, client.Secret));
    }

    public static Reply Delete(Call call)
    {
        call.Tenant.RemoveClient(Find(call).Id);
        return Reply.NoContent;
    }

    private static bool IsAddress(string text) =>
        text.IndexOf("://", StringComparison.Ordinal) > 0 && Uri.TryCreate(text, UriKind.Absolute, out _);

    private static bool IsTrusted(JsonElement config) => config.OptionalText("consentMethod") switch
    {
        null => false,
        "trusted" => true,
        _ => throw Refusal.BadRequest("consentMethod must be trusted"),
    };

    private static OAuthClient Find(Call call)
    {
        RequireAdmin(call);
        return call.Tenant.FindClient(call.Path("id")) ?? throw Refusal.NotFound("The client does not exist");
    }

    private static void RequireAdmin(Call call)
    {
        if (!call.Caller.IsTenantAdmin)
        {
            throw Refusal.Forbidden("The role TenantAdmin is needed");
        }
    }

    private static IReadOnlyList<string> Texts(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value))
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(v => v.GetString()!)]
            : throw Refusal.BadRequest($"The property {name} must be an array of strings");
    }

    /// <param name="json">Where to write.</param>
    /// <param name="client">The client.</param>
    /// <param name="secret">Its secret, which only the response to its creation shows.</param>
    private static void Write(Utf8JsonWriter json, OAuthClient client, string? secret)
    {
        json.WriteStartObject();
        json.WriteString("clientId", client.Id);
        if (secret is not null)
        {
            json.WriteString("clientSecret", secret);
        }

        json.WriteString("appType", client.AppType);
        json.WriteString("clientName", client.Name);
        if (client.Description is { } description)
        {
            json.WriteString("description", description);
        }

        Write(json, "allowedScopes", client.Scopes);
        Write(json, "redirectUris", client.RedirectUris);
        json.WriteString("createdAt", Timestamp.Print(client.Created));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
