using System.Text.RegularExpressions;

namespace QlikConnections.Sandbox.Repository;

/// <summary>
/// Takes out of a connection string what looks like a secret (QRS fact sheet §14), for the state file alone: the repository
/// itself answers the string as it came.
/// </summary>
internal static class ConnectionStringSecrets
{
    private const string Names =
        "password|pwd|pass|passphrase|secret|client_secret|clientsecret|token|access_token|refresh_token|apikey|api_key|authorization"
        + "|accesskey|secretkey|sas|queryheaders|queryparameters|privatekey";

    private static readonly Regex Named = new($@"(?<=(?:^|[;""\[\s?&])(?:{Names})\s*=)[^;""\]&]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex InAddress = new("(?<=://[^/@:;]*:)[^/@;]+(?=@)", RegexOptions.CultureInvariant);

    public static string Mask(string connectionString) => InAddress.Replace(Named.Replace(connectionString, "***"), "***");
}
