using System.Text.Json;
using QlikConnections.Sandbox.Sources;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>POST /data-connections in both forms [cloud 2.4].</summary>
internal static class ConnectionCreation
{
    private const int MostTagsOfStatementForm = 32;

    public static Reply Post(Call call)
    {
        var body = call.Json.RequireObject();
        var sourceId = body.RequiredText("datasourceID");
        var name = body.RequiredText("qName");
        var source = SourceCatalogue.Find(sourceId) ?? throw Refusal.BadRequest($"The data source {sourceId} is not known");
        _ = body.OptionalText(call.Surface.AppName); // an app id; only used for data files, which are not created here
        var spaceId = body.OptionalText("space");
        if (spaceId is not null)
        {
            ConnectionLookup.RequireTarget(call, spaceId);
        }

        if (call.Tenant.IsDisabled(sourceId))
        {
            throw Refusal.Forbidden($"The data source {sourceId} is disabled");
        }

        if (body.TryGetProperty("connectionProperties", out var properties))
        {
            if (body.Has("qConnectStatement"))
            {
                throw Refusal.BadRequest("Give either connectionProperties or qConnectStatement");
            }

            return PropertyForm(call, body, source, Blank(call, source, name, spaceId), properties);
        }
        if (!body.Has("qConnectStatement"))
        {
            throw Refusal.BadRequest("The property connectionProperties is missing");
        }

        return StatementForm(call, body, source, Blank(call, source, name, spaceId));
    }

    /// <summary>A connection without content, owned by the caller.</summary>
    public static Connection Blank(Call call, DataSource source, string name, string? spaceId)
    {
        var now = call.Tenant.Now;
        return new Connection
        {
            Id = Guid.NewGuid().ToString("D"),
            Name = name,
            DatasourceId = source.Id,
            Type = source.Provider,
            Statement = "",
            SpaceId = spaceId,
            OwnerId = call.Caller.Id,
            Created = now,
            Updated = now,
        };
    }

    public static int? LogOn(JsonElement body) => body.OptionalText("qLogOn") switch
    {
        null => null,
        "0" or "LOG_ON_SERVICE_USER" => 0,
        "1" or "LOG_ON_CURRENT_USER" => 1,
        _ => throw Refusal.BadRequest("The property qLogOn must be 0, 1, LOG_ON_SERVICE_USER or LOG_ON_CURRENT_USER"),
    };

    private static Reply PropertyForm(Call call, JsonElement body, DataSource source, Connection blank, JsonElement properties)
    {
        if (body.OptionalFlag("authUrlOnly") == true && source.SupportsOAuth)
        {
            return AuthUrl(source);
        }

        var tags = body.TryGetProperty("tags", out var list) ? JsonMembers.Tags(list, call.Surface.MostTagsOfPropertyForm) : [];
        return ConnectionJson.Created(call, FromProperties(call, source, blank, properties, tags));
    }

    /// <summary>Adds the connection that the properties describe, and its credential if they contain one.</summary>
    public static Connection FromProperties(
        Call call,
        DataSource source,
        Connection blank,
        JsonElement properties,
        IReadOnlyList<string> tags
    )
    {
        var parser = new PropertyParser(source);
        parser.TakeAll(properties);
        var selected = parser.SelectedCredentials is { } id ? CredentialStore.Require(call, id) : null;

        var draft = blank with
        {
            Properties = parser.Kept,
            Statement = ConnectStatement.Print(source, parser.Kept),
            Tags = [.. tags, source.ServiceTag],
            SeparateCredentials = parser.SeparateCredentials ?? false,
            CredentialsId = selected,
        };
        var added = call.Tenant.Connections.Add(draft);
        return selected is null && parser.CredentialGiven ? WithCredential(call, added, parser.CredentialsName) : added;
    }

    private static Reply StatementForm(Call call, JsonElement body, DataSource source, Connection blank)
    {
        var statement = ConnectStatement.WithoutSecrets(body.RequiredText("qConnectStatement"), source);
        var tags = body.TryGetProperty("tags", out var list) ? JsonMembers.Tags(list, MostTagsOfStatementForm) : [];
        var linked = body.OptionalText("qCredentialsID") is { Length: > 0 } id ? CredentialStore.Require(call, id) : null;
        var draft = blank with
        {
            Id = ChosenId(body) ?? blank.Id,
            Type = body.RequiredText("qType"),
            Statement = statement,
            Properties = ConnectStatement.Properties(statement, source),
            Tags = tags,
            LogOn = LogOn(body) ?? 0,
            Architecture = body.OptionalBit("qArchitecture") ?? 0,
            SeparateCredentials = body.OptionalFlag("qSeparateCredentials") ?? false,
            CredentialsId = linked,
            HasConnectionSecret = body.OptionalText("qConnectionSecret") is { Length: > 0 },
        };
        var credentialGiven = body.OptionalText("qUsername") is { Length: > 0 } | body.OptionalText("qPassword") is { Length: > 0 };
        var added = call.Tenant.Connections.Add(draft);
        return ConnectionJson.Created(
            call,
            linked is null && credentialGiven ? WithCredential(call, added, body.OptionalText("qCredentialsName")) : added
        );
    }

    // The credential is created last, so that a refused connection does not leave one.
    private static Connection WithCredential(Call call, Connection added, string? credentialsName)
    {
        var linked = added with { CredentialsId = CredentialStore.Create(call, added, credentialsName) };
        call.Tenant.Connections.Replace(linked);
        return linked;
    }

    /// <summary>Callers may choose the id [cloud 2.4 A]; both spellings must then agree.</summary>
    private static string? ChosenId(JsonElement body)
    {
        var id = body.OptionalText("qID") ?? "";
        var engineId = body.OptionalText("qEngineObjectID") ?? "";
        if (id.Length > 0 && engineId.Length > 0 && !string.Equals(id, engineId, StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal.BadRequest("qID and qEngineObjectID must be the same");
        }

        var chosen = id.Length > 0 ? id : engineId;
        if (chosen.Length == 0)
        {
            return null;
        }

        return Guid.TryParseExact(chosen, "D", out var value) ? value.ToString("D") : throw Refusal.BadRequest("qID must be a UUID");
    }

    /// <summary>The sign-in address for the code in authCode.</summary>
    public static Reply AuthUrl(DataSource source) => Reply.Json(201, json =>
    {
        json.WriteStartObject();
        json.WriteString("authUrl", "https://accounts.example.test/o/oauth2/auth?client_id=qlik&source=" + source.Id);
        json.WriteEndObject();
    });
}
