namespace QlikConnections.Commands;

/// <summary>
/// What Get-Help -Online opens: Qlik's own pages about what a cmdlet does, as long as the project has no pages of its own on the web. The
/// first related link of each page in docs/en-US is the same.
/// </summary>
internal static class OnlineHelp
{
    /// <summary>The ways to sign in.</summary>
    public const string Authentication = "https://qlik.dev/authenticate/";

    /// <summary>Requests about OAuth clients.</summary>
    public const string OAuthClients = "https://qlik.dev/apis/rest/oauth-clients/";

    /// <summary>All requests of Qlik Cloud.</summary>
    public const string Requests = "https://qlik.dev/apis/rest/";

    /// <summary>Requests about data connections.</summary>
    public const string DataConnections = "https://qlik.dev/apis/rest/data-connections/";

    /// <summary>How data connections are created.</summary>
    public const string CreateDataConnections = "https://qlik.dev/manage/data-connections/create-data-connections/";

    /// <summary>How data connections are changed.</summary>
    public const string UpdateDataConnections = "https://qlik.dev/manage/data-connections/update-data-connections/";

    /// <summary>How data connections are deleted.</summary>
    public const string DeleteDataConnections = "https://qlik.dev/manage/data-connections/delete-data-connections/";

    /// <summary>Requests about credential sets.</summary>
    public const string DataCredentials = "https://qlik.dev/apis/rest/data-credentials/";

    /// <summary>Requests about data sources.</summary>
    public const string DataSources = "https://qlik.dev/apis/rest/data-sources/";

    /// <summary>Requests about apps.</summary>
    public const string Apps = "https://qlik.dev/apis/rest/apps/";

    /// <summary>Requests about spaces.</summary>
    public const string Spaces = "https://qlik.dev/apis/rest/spaces/";

    /// <summary>Requests about users.</summary>
    public const string Users = "https://qlik.dev/apis/rest/users/";
}
