using System.Text.Json;
using QlikConnections.Sandbox.Repository.Filtering;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository.Endpoints;

/// <summary>Tags: how they are found, shown, made and removed [qrs 6.5, 6.10, 13.2].</summary>
internal static class TagEndpoints
{
    public static EntityEndpoints<SiteTag> Instance { get; } = new()
    {
        Path = "/tag",
        Entities = site => site.Tags,
        Rights = (caller, _) => SiteAccess.SupportingRights(caller),
        Full = WriteFull,
        Condensed = WriteCondensed,
        Properties = [.. EntityEndpoints<SiteTag>.CommonProperties, QrsProperty<SiteTag>.Text("name", tag => tag.Name)],
    };

    public static Reply Post(RepositoryCall call)
    {
        RequireAdministrator(call);
        var name = new EntityBody(call.Json(), "tag").RequiredText("name");
        if (call.Site.Tags.Values.Any(tag => string.Equals(tag.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            throw Refusal.BadRequest($"A tag with the name '{name}' already exists.");
        }

        var now = call.Site.NextDate();
        var made = new SiteTag
        {
            Id = Guid.NewGuid(),
            Name = name,
            Created = now,
            Modified = now,
            ModifiedBy = call.User.Account.ToString(),
        };
        call.Site.Put(made);
        return Instance.One(call, made, 201);
    }

    public static Reply Delete(RepositoryCall call)
    {
        var tag = Instance.Find(call);
        RequireAdministrator(call);
        call.Site.Remove(tag);
        return Reply.NoContent;
    }

    /// <summary>A tag within another entity; privileges are not worked out there.</summary>
    public static void WriteReference(Utf8JsonWriter json, SiteTag tag)
    {
        json.WriteStartObject();
        json.WriteString("id", tag.Id);
        json.WriteString("name", tag.Name);
        json.WriteNull("privileges");
        json.WriteEndObject();
    }

    // Security rules decide who can create tags; assumed: administrators.
    private static void RequireAdministrator(RepositoryCall call)
    {
        if (!SiteAccess.Administers(call.User))
        {
            throw Refusal.Forbidden("The user may not change tags");
        }
    }

    private static void WriteCondensed(Utf8JsonWriter json, RepositoryCall call, SiteTag tag)
    {
        json.WriteStartObject();
        json.WriteString("id", tag.Id);
        json.WriteString("name", tag.Name);
        json.WritePrivileges(call, () => SiteAccess.SupportingRights(call.User));
        json.WriteEndObject();
    }

    private static void WriteFull(Utf8JsonWriter json, RepositoryCall call, SiteTag tag)
    {
        json.Begin(tag);
        json.WriteString("name", tag.Name);
        json.WritePrivileges(call, () => SiteAccess.SupportingRights(call.User));
        json.End("Tag");
    }
}
