using System.Text.Json;
using QlikConnections.Sandbox.Repository.Filtering;

namespace QlikConnections.Sandbox.Repository.Endpoints;

/// <summary>How users are found and shown [qrs 6.4, 6.9, 13.1].</summary>
internal static class UserEndpoints
{
    public static EntityEndpoints<SiteUser> Instance { get; } = new()
    {
        Path = "/user",
        Entities = site => site.Users,
        Rights = (caller, _) => SiteAccess.SupportingRights(caller),
        Full = WriteFull,
        Condensed = WriteCondensed,
        Properties =
        [
            .. EntityEndpoints<SiteUser>.CommonProperties,
            QrsProperty<SiteUser>.Text("name", user => user.Name),
            QrsProperty<SiteUser>.Text("userId", user => user.Account.Id),
            QrsProperty<SiteUser>.Text("userDirectory", user => user.Account.Directory),
            QrsProperty<SiteUser>.Flag("inactive", user => user.Inactive),
            QrsProperty<SiteUser>.Flag("removedExternally", user => user.RemovedExternally),
            QrsProperty<SiteUser>.Flag("blacklisted", user => user.Blacklisted),
            QrsProperty<SiteUser>.Any("roles", QrsKind.Text, user => user.Roles),
        ],
    };

    /// <summary>A user within another entity; privileges are not worked out there.</summary>
    public static void WriteReference(Utf8JsonWriter json, SiteUser user)
    {
        json.WriteStartObject();
        WriteNames(json, user);
        json.WriteNull("privileges");
        json.WriteEndObject();
    }

    private static void WriteCondensed(Utf8JsonWriter json, RepositoryCall call, SiteUser user)
    {
        json.WriteStartObject();
        WriteNames(json, user);
        json.WritePrivileges(call, () => SiteAccess.SupportingRights(call.User));
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, SiteUser user)
    {
        json.WriteString("id", user.Id);
        WriteAccount(json, user);
    }

    private static void WriteAccount(Utf8JsonWriter json, SiteUser user)
    {
        json.WriteString("userId", user.Account.Id);
        json.WriteString("userDirectory", user.Account.Directory);
        json.WriteString("name", user.Name);
    }

    private static void WriteFull(Utf8JsonWriter json, RepositoryCall call, SiteUser user)
    {
        json.Begin(user);
        json.WriteStartArray("customProperties");
        json.WriteEndArray();
        WriteAccount(json, user);
        json.WriteTexts("roles", user.Roles);
        json.WriteStartArray("attributes");
        json.WriteEndArray();
        json.WriteBoolean("inactive", user.Inactive);
        json.WriteBoolean("removedExternally", user.RemovedExternally);
        json.WriteBoolean("blacklisted", user.Blacklisted);
        json.WriteBoolean("deleteProhibited", user.DeleteProhibited);
        json.WriteStartArray("tags");
        json.WriteEndArray();
        json.WritePrivileges(call, () => SiteAccess.SupportingRights(call.User));
        json.End("User");
    }
}
