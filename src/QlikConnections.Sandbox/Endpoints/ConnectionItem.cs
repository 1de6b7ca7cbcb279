using System.Text.Json;
using QlikConnections.Sandbox.Sources;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>GET, PUT and DELETE of one connection [cloud 2.3, 2.6, 2.7].</summary>
internal static class ConnectionItem
{
    public static Reply Get(Call call)
    {
        var parse = call.Query.Flag("parseConnection");
        if (!ConnectionLookup.IsByName(call) && ConnectionLookup.DataFiles(call, call.Path("id")) is { } space)
        {
            return Access.Sees(call.Caller, space)
                ? Reply.Json(200, json => ConnectionJson.WriteDataFiles(json, call, space))
                : throw Refusal.Forbidden("No access to the space");
        }
        return ConnectionJson.One(call, ConnectionLookup.Find(call, "read", bySpace: true), parse);
    }

    public static Reply Put(Call call)
    {
        var before = ConnectionLookup.Find(call, "update", bySpace: true);
        var body = call.Json.RequireObject();
        if (!SameId(body, "qID", before) || !SameId(body, "qEngineObjectID", before))
        {
            throw Refusal.BadRequest("qID and qEngineObjectID must be those of the connection");
        }

        var sourceId = body.OptionalText("datasourceID") ?? before.DatasourceId;
        var source = SourceCatalogue.Find(sourceId) ?? throw Refusal.BadRequest($"The data source {sourceId} is not known");
        var statement = ConnectStatement.WithoutSecrets(body.RequiredText("qConnectStatement"), source);
        var after = before with
        {
            Name = body.RequiredText("qName"),
            Type = body.RequiredText("qType"),
            Statement = statement,
            Properties = ConnectStatement.Properties(statement, source),
            DatasourceId = sourceId,
            // Leaving out the space may move the connection to the personal space (2.6). The sandbox does so, to make callers notice that
            // they forgot the space.
            SpaceId = body.OptionalText("space"),
            Architecture = body.OptionalBit("qArchitecture") ?? before.Architecture,
            LogOn = ConnectionCreation.LogOn(body) ?? before.LogOn,
            SeparateCredentials = body.OptionalFlag("qSeparateCredentials") ?? before.SeparateCredentials,
            // User name and password are not accepted: PUT can only refer to a credential (13.1 row 10). Tags are kept (13.2).
            CredentialsId = body.OptionalText("qCredentialsID") is { Length: > 0 } id
                ? CredentialStore.Require(call, id)
                : before.CredentialsId,
            HasConnectionSecret = body.OptionalText("qConnectionSecret") is { } secret ? secret.Length > 0 : before.HasConnectionSecret,
            Updated = call.Tenant.Now,
        };
        if (after.SpaceId != before.SpaceId)
        {
            ConnectionLookup.Require(call, before, "change_space");
            if (after.SpaceId is { } spaceId)
            {
                ConnectionLookup.RequireTarget(call, spaceId);
            }
        }
        call.Tenant.Connections.Replace(after);
        return Reply.NoContent;
    }

    public static Reply Delete(Call call)
    {
        // DELETE does not document 400, so an id that is not a UUID gives 404.
        if (!ConnectionLookup.IsByName(call) && !Guid.TryParseExact(call.Path("id"), "D", out _))
        {
            throw Refusal.NotFound("The connection does not exist");
        }

        call.Tenant.Delete(ConnectionLookup.Find(call, "delete", bySpace: true));
        return Reply.NoContent;
    }

    private static bool SameId(JsonElement body, string name, Connection connection) =>
        string.Equals(body.RequiredText(name), connection.Id, StringComparison.OrdinalIgnoreCase);
}
