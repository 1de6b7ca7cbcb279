namespace QlikConnections.Client.Migration;

/// <summary>A kind of source, as drivers and tenants name it.</summary>
/// <param name="Name">What the ODBC connector package calls it.</param>
/// <param name="DataSources">The published ids of its data sources, the preferred one first; empty if none is published [field H].</param>
/// <param name="Words">Parts of the names of its drivers and data sources, in small letters and digits.</param>
internal sealed record class SourceFamily(string Name, IReadOnlyList<string> DataSources, IReadOnlyList<string> Words)
{
    /// <summary>The prefix of data sources behind a Direct Access gateway.</summary>
    public const string GatewayPrefix = "DG_";

    private const int ShortestWord = 3;

    private static readonly SourceFamily[] Databases =
    [
        new("mssql", ["mssql"], ["mssql", "sqlserver", "sqlncli", "msoledbsql", "sqloledb"]),
        new("mysql", ["mysql"], ["mysql"]),
        new("postgres", [], ["postgres"]),
        new("snowflake", ["snowflake"], ["snowflake"]),
        new("databricks", ["databricks"], ["databricks", "simbaspark"]),
        new("gbq", ["gbq"], ["gbq", "bigquery"]),
        new("athena", ["athena"], ["athena"]),
        new("teradata", ["teradata"], ["teradata"]),
        new("oracle", [], ["oracle", "oraoledb", "msdaora"]),
        new("sapsql", [], ["sapsql"]),
        new("hana", [], ["hana", "hdbodbc"]),
        new("db2", [], ["db2", "ibmda"]),
        new("hive", [], ["hive"]),
        new("impala", [], ["impala"]),
        new("redshift", [], ["redshift"]),
        new("sybase", [], ["sybase", "adaptiveserver"]),
        new("sfdc", ["sfdc"], ["sfdc", "salesforce"]) { IsInteractive = true },
    ];

    private static readonly SourceFamily[] Storages =
    [
        new("File_AmazonS3Connector", ["File_AmazonS3ConnectorV2", "File_AmazonS3Connector"], ["fileamazons3"]) { NeedsLogin = true },
        new("AmazonS3Connector", ["AmazonS3ConnectorV2", "AmazonS3Connector"], ["amazons3"]),
        new("File_GoogleCloudStorageConnector", ["File_GoogleCloudStorageConnector"], ["filegooglecloudstorage"]),
        new("GoogleCloudStorageConnector", ["GoogleCloudStorageConnector"], ["googlecloudstorage"]),
        new("File_FileTransferConnector", ["File_FileTransferConnector"], ["filetransfer", "sftp"]),
    ];

    /// <summary>The REST connector.</summary>
    public static SourceFamily Rest { get; } = new("rest", ["rest"], ["rest"]) { NeedsLogin = false };

    /// <summary>Files on web servers; the id of their data source is not published.</summary>
    public static SourceFamily WebFile { get; } = new("internet", [], ["webfile"]) { NeedsLogin = false };

    /// <summary>True if Qlik Cloud needs a login for it.</summary>
    public bool NeedsLogin { get; init; } = true;

    /// <summary>True if a person signs in to it in a browser.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>The database that a driver is for; null if the name says none.</summary>
    public static SourceFamily? OfDriver(string driver)
    {
        var plain = Plain(driver);
        return Array.Find(Databases, f => f.Name == plain) ?? Array.Find(Databases, f => f.Words.Any(plain.Contains));
    }

    /// <summary>The storage of a source type of the connectors for web storage.</summary>
    public static SourceFamily OfSourceType(string sourceType) =>
        Array.Find(Storages, s => s.Name == sourceType || s.DataSources.Contains(sourceType))
        ?? new SourceFamily(sourceType, [], [Plain(sourceType)]) { IsInteractive = true };

    /// <summary>A kind of which only a name is known: that of a driver, or of a connector's program.</summary>
    public static SourceFamily Other(string name)
    {
        var plain = Plain(name);
        plain = plain.StartsWith("qv", StringComparison.Ordinal) ? plain.Substring(2) : plain;
        var end = plain.IndexOf("connector", StringComparison.Ordinal);
        return new SourceFamily(name, [], [end > 0 ? plain.Substring(0, end) : plain]);
    }

    /// <summary>Whether a data source of a tenant seems to be one of this kind.</summary>
    public bool Fits(QlikDataSource source) =>
        !IsElsewhere(source.Id)
        && Words.Any(w => w.Length >= ShortestWord && (Plain(source.Id).Contains(w) || Plain(source.Name).Contains(w)));

    /// <summary>Whether a data source is one of this kind, directly or behind a gateway.</summary>
    public bool IsOf(QlikDataSource source)
    {
        var id = source.Id.StartsWith(GatewayPrefix, StringComparison.Ordinal) ? source.Id.Substring(GatewayPrefix.Length) : source.Id;
        return DataSources.Contains(id) || Fits(new QlikDataSource { Id = id, Name = source.Name });
    }

    /// <summary>Sources behind gateways and those of Data Integration have the same names as others.</summary>
    private static bool IsElsewhere(string id) =>
        id.StartsWith(GatewayPrefix, StringComparison.Ordinal)
        || id.StartsWith("repsrc_", StringComparison.Ordinal)
        || id.StartsWith("reptgt_", StringComparison.Ordinal);

    private static string Plain(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
