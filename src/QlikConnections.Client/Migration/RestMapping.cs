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

    private const string CertificateFile = "certificateFilePath";

    private static readonly HashSet<string> Lists = new(StringComparer.OrdinalIgnoreCase) { "queryParameters", "queryHeaders" };

    private static readonly HashSet<string> Logins = new(StringComparer.OrdinalIgnoreCase) { "username", "user", "password" };

    /// <summary>The items of a certificate in a file, and the properties for them.</summary>
    private static readonly Dictionary<string, string> CertificateItems = new(StringComparer.OrdinalIgnoreCase)
    {
        [CertificateFile] = "mutualPfxCertificateFiles",
        ["certificateKey"] = "mutualPfxCertificateKey",
    };

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
        if (statement["url"] is { Length: > 0 } marked)
        {
            var url = ConnectorList.Address(marked, out var isUncertain);
            if (isUncertain)
            {
                reasons.Add(MigrationReason.Of(AddressChoice, Ready, nameof(Strings.MigrationMarks)));
            }

            values.Add(StatementMapping.Value(new StatementItem("url", url, IsSecret(statement, "url")), ["url"]));
        }
        else
        {
            reasons.Add(MigrationReason.Of(StatementUnreadable, Blocked, nameof(Strings.MigrationNoUrl)));
        }

        var user = statement["username"] ?? statement["user"];
        var given = statement["authSchema"];
        var schema = given is { Length: > 0 } ? given : SchemaOf(site.HasLogin || user is { Length: > 0 });
        if (schema.Equals("ntlm", StringComparison.OrdinalIgnoreCase) || schema.Equals("windows", StringComparison.OrdinalIgnoreCase))
        {
            reasons.Add(MigrationReason.Of(WindowsLogon, Blocked, nameof(Strings.MigrationNtlm), schema));
        }

        values.Add(new MappedValue("authSchema", ["authSchema"], schema, schema) { IsAdded = string.IsNullOrEmpty(given) });
        if (statement["skipServerCertificateValidation"] is { } skip && IsTrue(skip))
        {
            values.Add(new MappedValue("skipServerCertificateValidation", ["serverCertificateValidation"], "None", skip));
        }

        var missing = AddCertificate(statement, reasons, values);
        foreach (var item in statement.Items.Where(i => i.Value.Length > 0 && !Consumed.Contains(i.Name)))
        {
            values.Add(Lists.Contains(item.Name) ? List(item) : StatementMapping.Value(item, [item.Name]));
        }

        return new SourceMapping(SourceFamily.Rest, values, reasons)
        {
            NeedsLogin = !schema.Equals("anonymous", StringComparison.OrdinalIgnoreCase),
            User = user,
            Password = statement["password"] is { Length: > 0 } password && password != SiteStatement.Gap ? password : null,
            LoginItems = [.. statement.Items.Where(i => Logins.Contains(i.Name))],
            Missing = missing,
        };
    }

    /// <summary>The authentication of a connection that names none.</summary>
    private static string SchemaOf(bool hasLogin) => hasLogin ? "basic" : "anonymous";

    /// <summary>A certificate in a file: the file, and perhaps its password, are secrets that the statement does not have.</summary>
    /// <returns>The properties for them.</returns>
    private static IReadOnlyList<string> AddCertificate(
        SiteStatement statement,
        List<MigrationReason> reasons,
        List<MappedValue> values
    )
    {
        const string Use = "useCertificate";
        switch (statement[Use]?.ToUpperInvariant())
        {
            case null or "" or "NO" or "FALSE":
                return [];
            case "FROMFILE":
                break;
            default:
                reasons.Add(MigrationReason.Of(CertificateStore, Blocked, nameof(Strings.MigrationCertificate)));
                return [];
        }

        values.Add(new MappedValue(Use, ["enableMutualSSL"], "true", statement[Use]!) { IsRequired = true });
        values.AddRange(
            statement.Items.Where(i => i.Value.Length > 0 && CertificateItems.ContainsKey(i.Name))
                .Select(i => StatementMapping.Value(i, [CertificateItems[i.Name]]) with { IsRequired = true })
        );
        return [.. CertificateItems.Where(c => c.Key == CertificateFile || string.IsNullOrEmpty(statement[c.Key])).Select(c => c.Value)];
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
