using System.Text.Json;
using QlikConnections.Sandbox.Repository.Filtering;

namespace QlikConnections.Sandbox.Repository.Endpoints;

/// <summary>Apps: how they are found and shown [qrs 13.6].</summary>
internal static class SiteAppEndpoints
{
    /// <summary>What the repository writes for "never".</summary>
    private const string Never = "1753-01-01T00:00:00.000Z";

    public static EntityEndpoints<SiteApp> Instance { get; } = new()
    {
        Path = "/app",
        Entities = site => site.Apps,
        Rights = SiteAccess.Rights,
        Full = WriteFull,
        Condensed = WriteCondensed,
        Properties =
        [
            .. EntityEndpoints<SiteApp>.CommonProperties,
            QrsProperty<SiteApp>.Text("name", app => app.Name),
            QrsProperty<SiteApp>.Flag("published", app => app.Stream is not null),
        ],
    };

    private static void WriteCondensed(Utf8JsonWriter json, RepositoryCall call, SiteApp app)
    {
        json.WriteStartObject();
        json.WriteString("id", app.Id);
        WriteCommon(json, app);
        json.WritePrivileges(call, () => SiteAccess.Rights(call.User, app));
        json.WriteEndObject();
    }

    private static void WriteFull(Utf8JsonWriter json, RepositoryCall call, SiteApp app)
    {
        json.Begin(app);
        json.WriteStartArray("customProperties");
        json.WriteEndArray();
        json.WritePropertyName("owner");
        UserEndpoints.WriteReference(json, app.Owner);
        WriteCommon(json, app);
        json.WriteString("sourceAppId", Guid.Empty);
        json.WriteString("targetAppId", Guid.Empty);
        json.WriteStartArray("tags");
        json.WriteEndArray();
        json.WriteString("description", "");
        json.WriteNumber("fileSize", 1_000_000);
        json.WriteString("lastReloadTime", app.LastReload is { } reload ? SiteDate.Print(reload) : Never);
        json.WriteString("thumbnail", "");
        json.WritePrivileges(call, () => SiteAccess.Rights(call.User, app));
        json.End("App");
    }

    private static void WriteCommon(Utf8JsonWriter json, SiteApp app)
    {
        json.WriteString("name", app.Name);
        json.WriteString("appId", "");
        json.WriteString("publishTime", app.Stream is null ? Never : SiteDate.Print(app.Created));
        json.WriteBoolean("published", app.Stream is not null);
        if (app.Stream is { } stream)
        {
            json.WriteStartObject("stream");
            json.WriteString("id", stream.Id);
            json.WriteString("name", stream.Name);
            json.WriteNull("privileges");
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("stream");
        }

        json.WriteString("savedInProductVersion", "12.2015.0");
        json.WriteString("migrationHash", "");
        json.WriteNumber("availabilityStatus", 0);
    }
}
