using QlikConnections.Client.Files;
using QlikConnections.Client.Http;
using QlikConnections.Client.Statements;
using static QlikConnections.QlikMigrationCode;
using static QlikConnections.QlikMigrationStatus;

namespace QlikConnections.Client.Migration;

/// <summary>A connection of the REST connector [field D.2].</summary>
internal static class RestMapping
{
    /// <summary>The connector's program.</summary>
    public const string Program = "QvRestConnector.exe";

    private static readonly HashSet<string> Lists = new(StringComparer.OrdinalIgnoreCase) { "queryParameters", "queryHeaders" };

    /// <summary>Items whose meaning is carried over in another way, or that say nothing without a certificate.</summary>
    private static readonly HashSet<string> Consumed = new(StringComparer.OrdinalIgnoreCase)
    {
        "provider", "sourceType", "url", "authSchema", "skipServerCertificateValidation", "useCertificate", "certificateFilePath",
        "certificateKey", "certificateStoreLocation", "certificateStoreName", "username", "user", "password",
    };

    /// <summary>Whether an address is the repository of the site itself.</summary>
    public static bool ReadsTheSite(string text) =>
        SiteStatement.Parse(text)?["url"] is { } url
        && Uri.TryCreate(url.Split('?')[0], UriKind.Absolute, out var address)
        && LocalHost.Is(address.Host)
        && address.Segments.Contains("qrs/");

    /// <summary>The mapping.</summary>
    public static SourceMapping Of(PortableConnection site, SiteStatement statement)
    {
        var reasons = new List<MigrationReason>();
        var values = new List<MappedValue>();
        void Add(string key, string value) => values.Add(new MappedValue(key, [key], value, value));

        if (statement["url"] is { Length: > 0 } marked)
        {
            var url = ConnectorList.Address(marked);
            values.Add(StatementMapping.Value(new StatementItem("url", url, IsSecret(statement, "url")), ["url"]));
        }
        else
        {
            reasons.Add(MigrationReason.Of(StatementUnreadable, Blocked, nameof(Strings.MigrationNoUrl)));
        }

        var schema = statement["authSchema"] is { Length: > 0 } given ? given : "anonymous";
        if (schema.Equals("ntlm", StringComparison.OrdinalIgnoreCase) || schema.Equals("windows", StringComparison.OrdinalIgnoreCase))
        {
            reasons.Add(MigrationReason.Of(WindowsLogon, Blocked, nameof(Strings.MigrationNtlm), schema));
        }

        Add("authSchema", schema);
        if (IsTrue(statement["skipServerCertificateValidation"]))
        {
            Add("serverCertificateValidation", "None");
        }

        var isFile = AddCertificate(statement, reasons, Add);
        foreach (var item in statement.Items.Where(i => i.Value.Length > 0 && !Consumed.Contains(i.Name)))
        {
            values.Add(Lists.Contains(item.Name) ? List(item) : StatementMapping.Value(item, [item.Name]));
        }

        return new SourceMapping(SourceFamily.Rest, values, reasons)
        {
            NeedsLogin = !schema.Equals("anonymous", StringComparison.OrdinalIgnoreCase),
            User = statement["username"] ?? statement["user"],
            Password = statement["password"] is { Length: > 0 } password && password != SiteStatement.Gap ? password : null,
            Missing = isFile ? ["mutualPfxCertificateFiles", "mutualPfxCertificateKey"] : [],
        };
    }

    /// <returns>True if the certificate is in a file.</returns>
    private static bool AddCertificate(SiteStatement statement, List<MigrationReason> reasons, Action<string, string> add)
    {
        switch (statement["useCertificate"]?.ToUpperInvariant())
        {
            case null or "" or "NO" or "FALSE":
                return false;
            case "FROMFILE":
                add("enableMutualSSL", "true");
                return true;
            default:
                reasons.Add(MigrationReason.Of(CertificateStore, Blocked, nameof(Strings.MigrationCertificate)));
                return false;
        }
    }

    /// <summary>Secrets in a list are sent as such, and the service is told to hide them.</summary>
    private static MappedValue List(StatementItem item)
    {
        var isHeader = item.Name.EndsWith("Headers", StringComparison.OrdinalIgnoreCase);
        var rows = new List<IReadOnlyDictionary<string, object?>>();
        foreach (var (name, value) in ConnectorList.Read(item.Value).Where(e => !e.Value.Contains(SiteStatement.Gap)))
        {
            var isSecret = SecretName.Is(name, NameContext.Parameter, value) || PropertySecrets.Holds(name, value);
            var row = new Dictionary<string, object?> { ["name"] = name, ["value"] = isSecret ? SecretText.Hide(value) : value };
            if (isHeader)
            {
                row["encrypt"] = isSecret;
            }

            rows.Add(row);
        }

        return new MappedValue(item.Name, [item.Name], rows, Strings.ValueList);
    }

    private static bool IsSecret(SiteStatement statement, string name) =>
        statement.Items.Any(i => i.IsSecret && i.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsTrue(string? value) => "true".Equals(value, StringComparison.OrdinalIgnoreCase) || value == "1";
}
