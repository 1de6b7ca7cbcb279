using QlikConnections.Client.Files;
using QlikConnections.Client.Http;
using QlikConnections.Client.Statements;
using static QlikConnections.QlikMigrationCode;
using static QlikConnections.QlikMigrationStatus;

namespace QlikConnections.Client.Migration;

/// <summary>
/// Reads what a connection of a client-managed site becomes on Qlik Cloud out of its type and connect statement [field D.1]. Which data
/// sources the tenant has is not asked here.
/// </summary>
internal static class StatementMapping
{
    private const string Provider = "provider";
    private const string MonitoringPrefix = "monitor_apps_REST_";

    /// <summary>The monitoring apps of a site read from the site itself.</summary>
    private static readonly string[] LogFolders = ["ServerLogFolder", "ArchivedLogsFolder"];

    /// <summary>The mapping of a connection.</summary>
    /// <param name="site">The connection.</param>
    /// <param name="text">Its statement, with <see cref="SiteStatement.Gap"/> in place of each secret that is not known.</param>
    public static SourceMapping Of(PortableConnection site, string text)
    {
        var isFolder = Is(site, "folder");
        if (IsMonitoring(site, isFolder, text))
        {
            return Impossible(MigrationReason.Of(MonitoringConnection, Blocked, nameof(Strings.MigrationMonitoring)));
        }

        if (isFolder)
        {
            return Folder(text);
        }

        if (SiteStatement.Parse(text) is not { } statement)
        {
            return Impossible(MigrationReason.Of(StatementUnreadable, Blocked, nameof(Strings.MigrationUnreadable)));
        }

        return Is(site, "internet")
            ? new SourceMapping(
                SourceFamily.WebFile,
                [Value(new StatementItem("url", statement.Text, ConnectStatement.Parse(text).HasSecret), ["url"])],
                []
            )
            : IsRest(site, statement) ? RestMapping.Of(site, statement)
            : ConnectorMapping.Of(site, statement);
    }

    /// <summary>A value of an item, for display.</summary>
    public static string Shown(StatementItem item)
    {
        var text = item.Value.Replace(SiteStatement.Gap, ConnectStatement.Hidden);
        var shown = PropertySecrets.Show(item.Name, text);
        // The statement around a value may show that it is a secret.
        return item.IsSecret && shown == text && text.Length > 0 ? ConnectStatement.Hidden : shown;
    }

    /// <summary>The value of an item; a secret in it that is not known is left out.</summary>
    public static MappedValue Value(StatementItem item, IReadOnlyList<string> names)
    {
        var shown = Shown(item);
        var value = item.Value.Replace(SiteStatement.Gap, "");
        var isWhole = shown == ConnectStatement.Hidden && value.Length > 0;
        return new MappedValue(item.Name, names, isWhole ? SecretText.Hide(value) : value, shown);
    }

    private static bool Is(PortableConnection site, string type) => type.Equals(site.Type, StringComparison.OrdinalIgnoreCase);

    private static bool IsRest(PortableConnection site, SiteStatement statement) =>
        Is(site, RestMapping.Program) || RestMapping.Program.Equals(statement[Provider], StringComparison.OrdinalIgnoreCase);

    private static bool IsMonitoring(PortableConnection site, bool isFolder, string text) =>
        isFolder ? LogFolders.Contains(site.Name)
            : Is(site, RestMapping.Program)
                && (site.Name.StartsWith(MonitoringPrefix, StringComparison.Ordinal) || RestMapping.ReadsTheSite(text));

    private static SourceMapping Impossible(params MigrationReason[] reasons) => new(null, [], reasons);

    private static SourceMapping Folder(string path) =>
        Impossible(
            MigrationReason.Of(TypeUnsupported, Blocked, nameof(Strings.MigrationFolder)),
            MigrationReason.Of(LocalAddress, Blocked, nameof(Strings.MigrationLocal), ConnectStatement.Show(path))
        );
}
