using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// What Qlik Cloud does not let pass since 16 July 2026 (fact sheet 2.5), found out before anything is sent: the server says 400 and
/// less than this.
/// </summary>
internal static class PatchRules
{
    /// <summary>Refuses what would be refused.</summary>
    /// <returns>What else the change brings about.</returns>
    /// <exception cref="QlikException">The change breaks a rule; the text says which.</exception>
    public static IReadOnlyList<string> Check(QlikDataConnection current, DataConnectionChange difference)
    {
        if (difference.ConnectionString is not null && difference.Properties is not null)
        {
            throw Refused(current, Strings.RuleMixed);
        }

        var host = difference.Properties?.Keys.FirstOrDefault(PropertyValues.IsHost);
        // A connection that each user signs in to has no login to protect, and one without any has none either.
        if (current.SeparateCredentials)
        {
            return host is not null || Hosts(difference.ConnectionString ?? current.ConnectionString) != Hosts(current.ConnectionString)
                ? [QlikFailure.Message(nameof(Strings.CredentialsDetach), current.Name)]
                : [];
        }

        if (current.CredentialId is not null && difference.AuthCode is null)
        {
            if (difference.ConnectionString is not null && difference.Credential is null)
            {
                throw Refused(current, Strings.RuleStatement);
            }

            // A credential that is linked at the same time may count, which nobody says; the server decides.
            var hasLogin = difference.LinkedCredential is not null || difference.Properties?.Any(p => p.Value is not null && PropertyValues.IsSecret(p.Key, p.Value)) == true;
            if (host is not null && !hasLogin)
            {
                throw Refused(current, QlikFailure.Message(nameof(Strings.RuleHost), host));
            }
        }

        return [];
    }

    private static string Hosts(string? statement) => string.Join(
        ";", ConnectStatement.Parse(statement ?? "").Items.Where(i => i.Name.ToLowerInvariant() is "host" or "server" or "url").Select(i => $"{i.Name}={i.Value}"));

    private static QlikException Refused(QlikDataConnection current, string rule) =>
        QlikFailure.Create(nameof(Strings.QlikPatchRefused), current.Name, rule);
}
