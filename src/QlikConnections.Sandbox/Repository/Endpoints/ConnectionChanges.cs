using System.Text.Json;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository.Endpoints;

/// <summary>POST, PUT and DELETE of data connections [qrs 4.4, 4.6, 4.7, 5.1, 7].</summary>
internal static class ConnectionChanges
{
    private static EntityEndpoints<SiteConnection> Endpoints => ConnectionEndpoints.Instance;

    public static Reply Post(RepositoryCall call)
    {
        var made = Create(call, call.Json());
        return Endpoints.One(call, made, 201);
    }

    /// <summary>Several at once: all or none.</summary>
    public static Reply PostMany(RepositoryCall call)
    {
        var body = call.Json();
        if (body.ValueKind != JsonValueKind.Array)
        {
            throw Refusal.BadRequest("The body must be an array of data connections");
        }

        var made = new List<SiteConnection>(body.GetArrayLength());
        try
        {
            foreach (var item in body.EnumerateArray())
            {
                made.Add(Create(call, item));
            }
        }
        catch (Refusal)
        {
            made.ForEach(call.Site.Remove);
            throw;
        }
        return Reply.Json(201, json =>
        {
            json.WriteStartArray();
            foreach (var connection in made)
            {
                Endpoints.Full(json, call, connection);
            }

            json.WriteEndArray();
        });
    }

    public static Reply Put(RepositoryCall call)
    {
        var stored = Endpoints.Find(call);
        Require(call, stored, SiteAccess.Update);
        var body = new EntityBody(call.Json(), "data connection");
        if (body.Id() is { } id && id != stored.Id)
        {
            throw Refusal.BadRequest("The id in the body is not the id in the path");
        }

        RequireLock(call, stored, body.Date("modifiedDate"));
        var changed = new ConnectionParser(call, body, stored, call.Site.NextDate()).Read();
        call.Site.Put(changed);
        return Endpoints.One(call, changed);
    }

    public static Reply Delete(RepositoryCall call)
    {
        var stored = Endpoints.Find(call);
        Require(call, stored, SiteAccess.Delete);
        call.Site.Remove(stored);
        return Reply.NoContent;
    }

    private static SiteConnection Create(RepositoryCall call, JsonElement json)
    {
        var connection = new ConnectionParser(call, new EntityBody(json, "data connection"), null, call.Site.NextDate()).Read();
        call.Site.Put(connection);
        return connection;
    }

    /// <summary>A date that is missing counts as very old.</summary>
    private static void RequireLock(RepositoryCall call, SiteConnection stored, DateTimeOffset? sent)
    {
        var stale = sent is not { } date || (call.Behaviour.ExactLock ? date != stored.Modified : date < stored.Modified);
        if (stale)
        {
            throw Refusal.Conflict("The data connection was modified by someone else");
        }
    }

    private static void Require(RepositoryCall call, SiteConnection connection, string right)
    {
        if (!SiteAccess.Rights(call.User, connection).Contains(right))
        {
            throw Refusal.Forbidden($"The user has no {right} access to the data connection");
        }
    }
}
