using System.Net;
using System.Net.Sockets;
using QlikConnections.Client.Policy;

namespace QlikConnections.Client.Migration;

/// <summary>Hosts that Qlik Cloud cannot reach: names and addresses of private networks.</summary>
internal static class LocalHost
{
    private static readonly string[] Endings =
    [
        ".localhost", ".localdomain", ".local", ".internal", ".intranet", ".lan", ".corp", ".home", ".home.arpa", ".private",
    ];

    /// <summary>The first such host that the values of a connection name; null if there is none.</summary>
    public static string? In(IEnumerable<MappedValue> values)
    {
        var named = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var value in values.Where(v => v.Value is string))
        {
            named[value.Names[0]] = value.Value;
        }

        return ConnectionHosts.Of(new QlikDataConnection { Properties = named })?.FirstOrDefault(Is);
    }

    /// <summary>Whether the host is in a private network.</summary>
    public static bool Is(string host)
    {
        host = host.Trim().TrimEnd('.');
        if (IPAddress.TryParse(host, out var address))
        {
            return IsPrivate(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
        }

        // A name without a domain is one of the own network.
        return host.IndexOf('.') < 0 || Array.Exists(Endings, e => host.EndsWith(e, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsPrivate(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || (bytes[0] & 0xFE) == 0xFC || address.Equals(IPAddress.IPv6Any)
            : bytes[0] is 0 or 10 or 127
                || (bytes[0] == 172 && (bytes[1] & 0xF0) == 16)
                || (bytes[0] == 192 && bytes[1] == 168)
                || (bytes[0] == 169 && bytes[1] == 254)
                || (bytes[0] == 100 && (bytes[1] & 0xC0) == 64);
    }
}
