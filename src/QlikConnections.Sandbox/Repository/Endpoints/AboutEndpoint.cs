using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository.Endpoints;

/// <summary>Who the server is; for every user [qrs 6.12, 13.4].</summary>
internal static class AboutEndpoint
{
    private const int CentralNode = 1;

    public static Reply Get(RepositoryCall call) => Reply.Json(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("buildVersion", "25.15.2.0");
        json.WriteString("buildDate", "9/20/2013 10:09:00 AM");
        json.WriteString("databaseProvider", "Devart.Data.PostgreSql");
        json.WriteNumber("nodeType", CentralNode);
        json.WriteBoolean("sharedPersistence", true);
        json.WriteBoolean("requiresBootstrap", false);
        json.WriteBoolean("singleNodeOnly", false);
        json.End("About");
    });
}
