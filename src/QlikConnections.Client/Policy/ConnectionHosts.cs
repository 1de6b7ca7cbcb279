using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Policy;

/// <summary>The hosts that a data connection reads from: in its properties, or in its connect statement.</summary>
internal static class ConnectionHosts
{
    /// <summary>Items and properties whose value is a host, an address, or a list of them [field H].</summary>
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "host", "hostname", "server", "servername", "servernode", "url", "baseUrl", "uri", "connectionUri", "endpoint", "address", "addr",
        "network address", "data source", "datasource", "ashost", "mshost", "dbserver", "site", "workspaceUrl",
    };

    /// <summary>What may precede a host: <c>tcp:host</c>, <c>np:host</c>.</summary>
    private static readonly string[] Protocols = ["tcp:", "np:", "lpc:", "admin:"];

    /// <summary>Whether an item or property of that name is a host or an address.</summary>
    public static bool IsName(string name) => Names.Contains(name);

    /// <summary>Whether a value names a host.</summary>
    public static bool IsIn(string value) => OfValue(value).Any();

    /// <summary>The hosts, each once; null if the statement cannot be understood, so that they are not known.</summary>
    public static IReadOnlyList<string>? Of(QlikDataConnection connection)
    {
        var hosts = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in connection.Properties ?? new Dictionary<string, object?>())
        {
            if (Names.Contains(property.Key) && property.Value is string value)
            {
                hosts.UnionWith(OfValue(value));
            }
        }

        if (connection.ConnectionString is { Length: > 0 } text)
        {
            var statement = ConnectStatement.Parse(text);
            if (!statement.IsUnderstood)
            {
                return hosts.Count > 0 ? [.. hosts] : null;
            }

            Add(statement, hosts);
        }

        return [.. hosts];
    }

    private static void Add(ConnectStatement statement, HashSet<string> hosts)
    {
        if (statement.Items.Count == 0)
        {
            hosts.UnionWith(OfValue(statement.Shown));
        }

        foreach (var item in statement.Items)
        {
            var value = item.Value.Trim().Trim('"', '\'').TrimStart('{').TrimEnd('}');
            if (Names.Contains(item.Name))
            {
                hosts.UnionWith(OfValue(value));
            }
            else if (item.Name.Equals("Extended Properties", StringComparison.OrdinalIgnoreCase))
            {
                Add(ConnectStatement.Parse(value), hosts);
            }
        }
    }

    /// <summary>The hosts of one value: an address, a share, a host with port or instance, or several of them.</summary>
    private static IEnumerable<string> OfValue(string value)
    {
        value = value.Trim();
        // (local) is a host.
        if (value.StartsWith("(", StringComparison.Ordinal) && value.IndexOf('=') >= 0)
        {
            return OfDescription(value);
        }

        if (value.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme)
        {
            return OfAuthority(value.Substring(scheme + "://".Length).Split('/', '?', '#', ';')[0]);
        }

        if (value.StartsWith("\\\\", StringComparison.Ordinal) || value.StartsWith("//", StringComparison.Ordinal))
        {
            return OfAuthority(value.Substring(2).Split('\\', '/')[0]);
        }

        // A file has no host.
        return value.IndexOfAny(['\\', '/']) == 0 || (value.Length > 2 && value[1] == ':' && value[2] is '\\' or '/')
            ? []
            : OfAuthority(value);
    }

    /// <summary><c>(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=ora01)(PORT=1521)))</c>.</summary>
    private static IEnumerable<string> OfDescription(string value) =>
        value
            .Split('(')
            .Select(part => part.Split('='))
            .Where(pair => pair.Length == 2 && pair[0].Trim().Equals("HOST", StringComparison.OrdinalIgnoreCase))
            .Select(pair => pair[1].Trim(')', ' '));

    private static IEnumerable<string> OfAuthority(string value) =>
        value.Substring(value.LastIndexOf('@') + 1).Split(',').Select(Bare).Where(host => host.Length > 0 && !host.All(char.IsDigit));

    /// <summary>Without protocol, port and instance.</summary>
    private static string Bare(string host)
    {
        host = host.Trim();
        var protocol = Array.Find(Protocols, p => host.StartsWith(p, StringComparison.OrdinalIgnoreCase));
        host = host.Substring(protocol?.Length ?? 0);
        return host.StartsWith("[", StringComparison.Ordinal)
            ? host.Substring(1).Split(']')[0]
            : host.Split('\\', '/')[0].Split(':')[0].Trim();
    }
}
