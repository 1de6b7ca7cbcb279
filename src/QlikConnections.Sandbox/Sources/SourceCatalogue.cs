using static QlikConnections.Sandbox.Sources.PropertyPart;

namespace QlikConnections.Sandbox.Sources;

/// <summary>
/// The data sources of the sandbox: the eight of the create tutorial, REST, other databases, SFTP and some behind a gateway, with the
/// properties of [cloud 10].
/// </summary>
internal static class SourceCatalogue
{
    public const string OdbcProvider = "QvOdbcConnectorPackage.exe";

    private static readonly string[] Regions =
        ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-central-1", "eu-west-1", "eu-north-1", "ap-southeast-1"];

    private static readonly ApiProperty Username = new("username", "string", "User name") { Part = Credential };
    private static readonly ApiProperty Password = new("password", "string", "Password") { Part = Secret };

    private static readonly ApiProperty[] CredentialLinks =
    [
        new("separateCredentials", "boolean", "Each user has an own credential set") { Part = Steering },
        new("credentialsName", "string", "Name for a new credential set") { Part = Steering },
        new("selectedCredentials", "string", "Id of an existing credential set") { Part = Steering },
    ];

    private static readonly ApiProperty[] SqlServer =
    [
        new("host", "string", "Host name"),
        new("port", "string", "Port") { Default = "1433" },
        new("database", "string", "Database") { StatementKey = "db" },
        Username,
        Password,
        new("maxStringLength", "string", "Longest text that is read") { Default = "4096" },
        new("QueryTimeout", "string", "Query timeout in seconds") { Default = "30" },
        .. CredentialLinks,
    ];

    private static readonly ApiProperty[] S3 =
    [
        new("accessKey", "string", "Amazon S3 access key.") { Part = Secret },
        new("secretKey", "string", "Amazon S3 secret key.") { Part = Secret },
        new("region", "string", "Amazon S3 region code. (Default=us-east-1). (enum values are case sensitive)")
        {
            Default = "us-east-1",
            Enum = Regions,
        },
        new("bucketName", "string", "The bucket name e.g. 'my-bucket'."),
        new("storeSseHeader", "string", "Server side encryption header") { Enum = ["None", "AES256"] },
        .. CredentialLinks,
    ];

    private static readonly ApiProperty[] GoogleStorage =
    [
        new("serviceAccountKeyFile", "array", "Service account key file") { Part = Secret },
        new("bucketName", "string", "The bucket name"),
        .. CredentialLinks,
    ];

    private static readonly ApiProperty[] BigQuery =
    [
        new("OAuthMechanism", "string", "0: service account, 1: user") { Default = "1", Enum = ["0", "1"] },
        new("Email", "string", "Service account") { Part = Credential },
        new("Catalog", "string", "Project"),
        new("KeyFilePath", "array", "Key file") { Part = Secret },
        new("P12CustomPwd", "string", "Password of the key file") { Part = Secret },
        new("authCode", "string", "Code obtained from the authentication URL") { Part = Secret },
        .. CredentialLinks,
    ];

    private static readonly ApiProperty[] Rest =
    [
        new("url", "string", "Address"),
        new("queryParameters", "array", "Query parameters") { StatementKey = "" },
        new("queryHeaders", "array", "Request headers") { StatementKey = "" },
        new("allowWithConnection", "boolean", "Allow WITH CONNECTION in scripts"),
        new("authSchema", "string", "Authentication") { Default = "anonymous", Enum = ["anonymous", "basic", "digest", "windows"] },
        Username,
        Password,
        new("serverCertificateValidation", "string", "Certificate validation") { Default = "None", Enum = ["None", "Custom"] },
        new("rootCertificates", "array", "Root certificates") { StatementKey = "" },
        new("enableMutualSSL", "boolean", "Client certificate"),
        new("mutualPfxCertificateFiles", "array", "Client certificate file") { Part = Secret },
        new("mutualPfxCertificateKey", "string", "Password of the client certificate file") { Part = Secret },
        new("PaginationType", "string", "Paging")
        {
            Default = "None",
            Enum = ["None", "Custom", "Offset", "NextPage", "NextUrl", "NextToken"],
        },
        new("OffsetStartField", "string", "Name of the start parameter"),
        .. CredentialLinks,
    ];

    private static readonly ApiProperty[] SnowflakeProperties =
    [
        new("server", "string", "Host name"),
        new("port", "string", "Port") { Default = "443" },
        new("database", "string", "Database"),
        new("schema", "string", "Schema"),
        new("warehouse", "string", "Warehouse"),
        new("role", "string", "Role"),
        new("authenticator", "string", "Authentication") { Default = "snowflake", Enum = ["snowflake", "snowflake_jwt", "oauth"] },
        Username,
        Password,
        new("PRIV_KEY_FILE", "array", "Private key file") { Part = Secret },
        .. CredentialLinks,
    ];

    private static readonly ApiProperty[] MySql =
    [
        new("host", "string", "Host name"),
        new("port", "string", "Port") { Default = "3306" },
        new("database", "string", "Database"),
        Username,
        Password,
        .. CredentialLinks,
    ];

    private static readonly ApiProperty[] Databricks =
    [
        new("host", "string", "Host name"),
        new("port", "string", "Port") { Default = "443" },
        new("Catalog", "string", "Catalog"),
        new("Schema", "string", "Schema"),
        new("HTTPPath", "string", "Path of the warehouse"),
        new("AuthMech", "string", "Authentication") { Default = "3" },
        Username,
        Password,
        new("SSL", "string", "Encryption") { Default = "true" },
        new("TrustedCerts", "array", "Certificates that are trusted") { StatementKey = "" },
        .. CredentialLinks,
    ];

    private static readonly ApiProperty[] Teradata =
    [
        new("host", "string", "Host name"),
        new("port", "string", "Port") { Default = "1025" },
        new("db", "string", "Database"),
        Username,
        Password,
        .. CredentialLinks,
    ];

    private static readonly ApiProperty[] Athena =
    [
        new("AwsRegion", "string", "Region"),
        new("Catalog", "string", "Catalog"),
        new("Schema", "string", "Schema"),
        new("Workgroup", "string", "Workgroup"),
        new("AuthenticationType", "string", "Authentication"),
        Username,
        Password,
        new("S3OutputLocation", "string", "Where results are stored"),
        .. CredentialLinks,
    ];

    private static readonly ApiProperty[] FileTransfer =
    [
        new("host", "string", "Host name"),
        new("sftpPort", "string", "Port") { Default = "22" },
        new("publicKeyAlgorithm", "string", "Algorithm of the server's key") { Default = "RSA" },
        new("publicKey", "string", "The server's key"),
        new("publicKeyFingerprint", "string", "Fingerprint of the server's key"),
        Username,
        Password,
        new("privateKey", "array", "Private key file") { Part = Secret },
        .. CredentialLinks,
    ];

    private static readonly DataSource[] Sources =
    [
        Odbc("mssql", "Microsoft SQL Server", SqlServer),
        Odbc("gbq", "Google BigQuery", BigQuery) with { SupportsOAuth = true },
        WebStorage("File_AmazonS3Connector", "Amazon S3 web storage", "file:s3", S3),
        WebStorage("File_AmazonS3ConnectorV2", "Amazon S3 web storage V2", "file:s3", S3),
        WebStorage("AmazonS3Connector", "Amazon S3 metadata", "web:s3", S3),
        WebStorage("AmazonS3ConnectorV2", "Amazon S3 metadata V2", "web:s3", S3),
        WebStorage("File_GoogleCloudStorageConnector", "Google Cloud Storage web storage", "file:gcs", GoogleStorage),
        WebStorage("GoogleCloudStorageConnector", "Google Cloud Storage metadata", "web:gcs", GoogleStorage),
        new()
        {
            Id = "rest",
            Name = "REST",
            Provider = "QvRestConnector.exe",
            StatementProvider = "QvRestConnector.exe",
            SourceKey = "sourceType",
            ConnectorVersion = "2.8.1",
            QriPrefix = "qri:web:rest",
            Properties = Rest,
        },
        Odbc("snowflake", "Snowflake", SnowflakeProperties),
        Gateway("DG_mssql", "Microsoft SQL Server", SqlServer),
        Odbc("mysql", "MySQL Enterprise", MySql),
        Odbc("databricks", "Databricks", Databricks),
        Odbc("teradata", "Teradata", Teradata),
        Odbc("athena", "Amazon Athena", Athena),
        WebStorage("File_FileTransferConnector", "SFTP", "file:sftp", FileTransfer),
        Gateway("DG_mysql", "MySQL Enterprise", MySql),
    ];

    private static readonly Dictionary<string, DataSource> ById = Sources.ToDictionary(source => source.Id);

    public static IReadOnlyList<DataSource> All => Sources;

    public static DataSource? Find(string id) => ById.TryGetValue(id, out var source) ? source : null;

    private static DataSource Odbc(string id, string name, IReadOnlyList<ApiProperty> properties) => new()
    {
        Id = id,
        Name = name,
        Provider = OdbcProvider,
        StatementProvider = OdbcProvider,
        SourceKey = "driver",
        ConnectorVersion = "8.1.0",
        QriPrefix = "qri:db:" + id,
        Properties = properties,
        SecretItems = ["PWD", "accessToken"],
    };

    private static DataSource Gateway(string id, string name, IReadOnlyList<ApiProperty> properties)
    {
        var twin = Odbc(
            id,
            name + " (via Direct Access gateway)",
            [.. properties, new ApiProperty("gatewayInstance", "string", "Gateway id")]
        );
        return twin with { Provider = "QlikConnectorsCommonService.exe", Gateways = ["gw-berlin", "gw-lund"] };
    }

    private static DataSource WebStorage(string id, string name, string qri, IReadOnlyList<ApiProperty> properties) => new()
    {
        Id = id,
        Name = name,
        Provider = "QvWebStorageProviderConnectorPackage.exe",
        StatementProvider = "QvWebConnectorPackage.exe",
        SourceKey = "sourceType",
        ConnectorVersion = "4.37.1",
        QriPrefix = "qri:" + qri,
        Properties = properties,
    };
}
