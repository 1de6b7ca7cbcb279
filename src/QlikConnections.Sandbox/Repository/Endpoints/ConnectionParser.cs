using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository.Endpoints;

/// <summary>Reads a connection from a body, which replaces the stored connection.</summary>
internal sealed class ConnectionParser(RepositoryCall call, EntityBody body, SiteConnection? former, DateTimeOffset now)
{
    private readonly string _caller = call.User.Account.ToString();

    /// <summary>
    /// The connection to store. Missing members get their default value ([qrs 18, row 4] says "may"; to make clients notice that they
    /// dropped members), except the password, the owner and the engine's id, which are kept.
    /// </summary>
    public SiteConnection Read()
    {
        var references = former is not null || !call.Behaviour.IgnoreReferencesOnCreate;
        var id = former?.Id ?? NewId();
        var connection = new SiteConnection
        {
            Id = id,
            Created = former?.Created ?? now,
            Modified = now,
            ModifiedBy = _caller,
            Name = body.RequiredText("name"),
            ConnectionString = body.RequiredText("connectionstring"),
            Type = body.RequiredText("type"),
            LogOn = body.Choice("logOn", "LOG_ON_SERVICE_USER", "LOG_ON_CURRENT_USER"),
            Architecture = body.Choice("architecture", "Undefined", "x86", "x64"),
            // On live rows it normally is the id [qrs 4.4].
            EngineObjectId = body.Text("engineObjectId") ?? former?.EngineObjectId ?? id.ToString(),
            UserName = body.Text("username") ?? "",
            Password = Password(),
            Owner = references ? Owner() : call.User,
            Tags = references ? Tags() : [],
            Properties = references ? Properties() : [],
        };
        RequireRights(connection);
        return connection;
    }

    private Guid NewId()
    {
        var id = body.Id() ?? Guid.Empty;
        if (id == Guid.Empty)
        {
            return Guid.NewGuid();
        }

        return call.Site.Connections.ContainsKey(id) ? throw Refusal.BadRequest($"The id {id} is already taken") : id;
    }

    /// <summary>Missing: kept. Empty: cleared. The placeholder of the response: kept. Anything else is a new password [qrs 8.4].</summary>
    private StoredSecret? Password()
    {
        var sent = body.Text("password");
        if (sent is null || (former?.Password is { } stored && sent == stored.Encoded && call.Behaviour.EchoPasswords))
        {
            return former?.Password;
        }

        return sent.Length == 0 ? null : StoredSecret.Of(sent);
    }

    private SiteUser Owner()
    {
        // Clients send an empty object for no owner.
        if (body.Object("owner") is not { IsEmpty: false } owner)
        {
            return former?.Owner ?? call.User;
        }

        return owner.Id() is { } id && call.Site.Users.TryGetValue(id, out var user)
            ? user
            : throw Refusal.BadRequest("The owner does not exist");
    }

    private SiteTag[] Tags() =>
    [
        .. body.List("tags").Select(reference => reference.Id() is { } id && call.Site.Tags.TryGetValue(id, out var tag)
            ? tag
            : throw Refusal.BadRequest("A tag does not exist; a name alone does not make one")),
    ];

    private SitePropertyValue[] Properties() => [.. body.List("customProperties").Select(Property)];

    private SitePropertyValue Property(EntityBody entry)
    {
        if (entry.Object("definition")?.Id() is not { } definitionId || !call.Site.Properties.TryGetValue(definitionId, out var definition))
        {
            throw Refusal.BadRequest("The definition of a custom property does not exist");
        }

        if (!definition.ObjectTypes.Contains(SiteConnection.ObjectType))
        {
            throw Refusal.BadRequest($"The custom property {definition.Name} is not for data connections");
        }

        var value = entry.RequiredText("value");
        if (!definition.ChoiceValues.Contains(value))
        {
            throw Refusal.BadRequest($"'{value}' is not a value of the custom property {definition.Name}");
        }

        var kept = former?.Properties.FirstOrDefault(known =>
            known.Id == entry.Id() && known.Definition.Id == definition.Id && known.Value == value
        );
        return kept
            ?? new SitePropertyValue
            {
                Id = Guid.NewGuid(),
                Definition = definition,
                Value = value,
                Created = now,
                ModifiedBy = _caller,
            };
    }

    private void RequireRights(SiteConnection connection)
    {
        var otherFolder = connection.IsFolder && former is not { IsFolder: true };
        if (otherFolder && !SiteAccess.MayKeep(call.User, connection.Type))
        {
            throw Refusal.Forbidden("The user may not create folder connections");
        }

        var expectedOwner = former?.Owner ?? call.User;
        var changesOwner = connection.Owner.Id != expectedOwner.Id;
        var may = former is null
            ? SiteAccess.Administers(call.User)
            : SiteAccess.Rights(call.User, former).Contains(SiteAccess.ChangeOwner);
        if (changesOwner && !may)
        {
            throw Refusal.Forbidden("The user may not give the connection another owner");
        }
    }
}
