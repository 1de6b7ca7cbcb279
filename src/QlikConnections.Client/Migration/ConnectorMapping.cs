using QlikConnections.Client.Files;
using QlikConnections.Client.Statements;
using static QlikConnections.QlikMigrationCode;
using static QlikConnections.QlikMigrationStatus;

namespace QlikConnections.Client.Migration;

/// <summary>A connection of a connector whose statement has items: the ODBC package, web storage, ODBC, OLE DB and others.</summary>
internal static class ConnectorMapping
{
    private const string Provider = "provider";
    private const string Driver = "driver";
    private const string SourceType = "sourceType";
    private const string Odbc = "ODBC";
    private const string OleDb = "OLEDB";
    private const string DataSourceName = "DSN";
    private const string KeyFile = "PRIV_KEY_FILE";

    /// <summary>Items that say what the statement is, and nothing about the connection.</summary>
    private static readonly HashSet<string> Heads = new(StringComparer.OrdinalIgnoreCase) { Provider, Driver, SourceType };

    private static readonly HashSet<string> Users = new(StringComparer.OrdinalIgnoreCase)
    {
        "username", "user", "uid", "user id", "userid", "XUserId",
    };

    private static readonly HashSet<string> Passwords = new(StringComparer.OrdinalIgnoreCase) { "password", "pwd" };

    private static readonly HashSet<string> WindowsLogons = new(StringComparer.OrdinalIgnoreCase)
    {
        "Trusted_Connection", "Integrated Security", "IntegratedSecurity", "UseWindowsAuthentication",
    };

    /// <summary>The names that data sources have for an item, the best one first. Others have the name of the item.</summary>
    private static readonly Dictionary<string, string[]> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["host"] = ["host", "server"],
        ["server"] = ["host", "server"],
        ["servername"] = ["host", "server"],
        ["hostname"] = ["host", "server"],
        ["data source"] = ["host", "server"],
        ["ashost"] = ["host", "server", "ashost"],
        ["port"] = ["port", "sftpPort"],
        ["db"] = ["database", "db", "Catalog"],
        ["dbname"] = ["database", "db", "Catalog"],
        ["database"] = ["database", "db", "Catalog"],
        ["initial catalog"] = ["database", "db", "Catalog"],
        ["dbq"] = ["database", "db"],
        ["catalog"] = ["Catalog", "database"],
    };

    /// <summary>The names that users and data sources have for an address.</summary>
    public static IReadOnlyList<string> AddressNames { get; } = ["host", "server", "url"];

    /// <summary>The names that data sources have for an item.</summary>
    public static IReadOnlyList<string> NamesOf(string item) => Names.TryGetValue(item, out var known) ? known : [item];

    /// <summary>The mapping.</summary>
    public static SourceMapping Of(PortableConnection site, SiteStatement statement)
    {
        var isOleDb = OleDb.Equals(site.Type, StringComparison.OrdinalIgnoreCase);
        var isOdbc = isOleDb || Odbc.Equals(site.Type, StringComparison.OrdinalIgnoreCase);
        var name = statement[SourceType] ?? statement[Driver] ?? (isOleDb ? statement[Provider] : null);
        var family = isOdbc && name is null ? null : Family(site, statement, name);
        var isWindows = site.LogOn == QlikLogOn.CurrentUser || statement.Items.Any(IsWindowsLogon);
        return new SourceMapping(family, Values(statement), [.. Reasons(site, statement, family, isWindows)])
        {
            Driver = name,
            IsGuess = isOdbc || name is null || !IsQliks(statement),
            NeedsLogin = isWindows,
            User = isWindows ? null : ItemOf(statement, Users),
            Password = ItemOf(statement, Passwords),
            // A Windows account is a reason of its own.
            LoginItems = isWindows ? [] : [.. statement.Items.Where(IsLogin)],
            HasKey = IsKeyPair(statement) || statement["privateKey"] is { Length: > 0 },
            Missing = IsKeyPair(statement) ? [KeyFile] : [],
        };
    }

    private static IEnumerable<MigrationReason> Reasons(
        PortableConnection site,
        SiteStatement statement,
        SourceFamily? family,
        bool isWindows
    )
    {
        if (family is null)
        {
            yield return MigrationReason.Of(DataSourceChoice, NeedsDecision, nameof(Strings.MigrationDsn), site.Type);
        }

        if (isWindows)
        {
            yield return MigrationReason.Of(WindowsLogon, NeedsSecret, nameof(Strings.MigrationWindows));
        }

        if (family is { IsInteractive: true } || statement.Items.Any(IsInteractiveItem))
        {
            yield return MigrationReason.Of(InteractiveSignIn, NeedsSecret, nameof(Strings.MigrationInteractive));
        }
    }

    private static SourceFamily Family(PortableConnection site, SiteStatement statement, string? name) =>
        name is null ? SourceFamily.Other(site.Type ?? "")
        : statement[SourceType] is not null ? SourceFamily.OfSourceType(name)
        : SourceFamily.OfDriver(name) ?? SourceFamily.Other(name);

    /// <summary>The driver of another vendor's connector only says what may be meant.</summary>
    private static bool IsQliks(SiteStatement statement) =>
        statement[Provider]?.StartsWith("Qv", StringComparison.OrdinalIgnoreCase) == true;

    private static string? ItemOf(SiteStatement statement, HashSet<string> names) =>
        statement.Items.Where(i => names.Contains(i.Name) && i.Value.Length > 0 && i.Value != SiteStatement.Gap)
            .Select(i => i.Value)
            .FirstOrDefault();

    private static bool IsWindowsLogon(StatementItem item) =>
        WindowsLogons.Contains(item.Name) && item.Value.ToUpperInvariant() is "YES" or "TRUE" or "SSPI" or "1";

    /// <summary>The values that say that a person signs in [field D.1, H].</summary>
    private static bool IsInteractiveItem(StatementItem item) =>
        (item.Name.ToUpperInvariant(), item.Value.ToUpperInvariant()) is
            ("OAUTHMECHANISM", "1") or ("AUTHENTICATOR", "EXTERNALBROWSER" or "OAUTH") or ("AUTH_FLOW", "2");

    private static bool IsKeyPair(SiteStatement statement) =>
        "snowflake_jwt".Equals(statement["authenticator"], StringComparison.OrdinalIgnoreCase) || statement[KeyFile] is { Length: > 0 };

    private static IReadOnlyList<MappedValue> Values(SiteStatement statement)
    {
        var values = new List<MappedValue>();
        if (statement.Items.Count == 0 && NameIn(statement.Text) is { } source)
        {
            var item = new StatementItem(DataSourceName, source, ConnectStatement.Parse(statement.Text).HasSecret);
            values.Add(StatementMapping.Value(item, [DataSourceName]));
        }

        foreach (var item in statement.Items.Where(i => i.Value.Length > 0 && !IsConsumed(i)))
        {
            var names = NamesOf(item.Name);
            if (names[0] == "host" && SplitPort(item.Value) is var (host, port))
            {
                values.Add(new MappedValue(item.Name, names, host, host));
                values.Add(new MappedValue(item.Name, ["port"], port, port));
            }
            else
            {
                values.Add(StatementMapping.Value(item, names));
            }
        }

        return values;
    }

    /// <summary>The data source name of <c>ODBC CONNECT TO [name]</c>; null for another form.</summary>
    private static string? NameIn(string text)
    {
        var open = text.IndexOf('[');
        return open >= 0 && text.EndsWith("]", StringComparison.Ordinal) ? text.Substring(open + 1, text.Length - open - 2) : null;
    }

    private static bool IsConsumed(StatementItem item) =>
        Heads.Contains(item.Name) || IsLogin(item) || WindowsLogons.Contains(item.Name);

    private static bool IsLogin(StatementItem item) => Users.Contains(item.Name) || Passwords.Contains(item.Name);

    /// <summary><c>tcp:sql01,1433</c>, <c>sql01,1433\INST</c>: the port is a property of its own, the instance belongs to the
    /// host.</summary>
    private static (string Host, string Port)? SplitPort(string value)
    {
        var comma = value.IndexOf(',');
        if (comma < 0)
        {
            return null;
        }

        var host = value.Substring(0, comma).Trim();
        host = host.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) ? host.Substring("tcp:".Length) : host;
        var port = value.Substring(comma + 1).Trim();
        var instance = port.IndexOf('\\');
        (host, port) = instance < 0 ? (host, port) : (host + port.Substring(instance), port.Substring(0, instance));
        return host.Length > 0 && port.Length > 0 && port.All(char.IsDigit) ? (host, port) : null;
    }
}
