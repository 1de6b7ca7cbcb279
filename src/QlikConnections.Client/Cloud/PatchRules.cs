using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// What Qlik Cloud has rejected since 16 July 2026 [cloud 2.5], checked before anything is sent: the server returns 400 with less
/// information.
/// </summary>
internal static class PatchRules
{
    /// <summary>Rejects changes that the service would reject.</summary>
    /// <returns>Other effects of the change.</returns>
    /// <exception cref="QlikException">The change breaks a rule; the text says which.</exception>
    public static IReadOnlyList<string> Check(QlikDataConnection current, DataConnectionChange difference)
    {
        if (difference.ConnectionString is not null && difference.Properties is not null)
        {
            throw Refused(current, Strings.RuleMixed);
        }

        var host = difference.Properties?.Keys.FirstOrDefault(PropertyValues.IsHost);
        // A connection with separate credentials has no stored login to protect, nor has one without credentials.
        if (current.SeparateCredentials)
        {
            return host is not null || Hosts(difference.ConnectionString ?? current.ConnectionString) != Hosts(current.ConnectionString)
                ? [QlikFailure.Message(nameof(Strings.CredentialsDetach), current.Name)]
                : [];
        }

        if (current.CredentialId is not null && difference.AuthCode is null)
        {
            RequireLogin(current, difference, host);
        }

        return [];
    }

    /// <summary>A stored login must not be sent to another server: a change of the server needs the login with it.</summary>
    private static void RequireLogin(QlikDataConnection current, DataConnectionChange difference, string? host)
    {
        if (difference.ConnectionString is not null && difference.Credential is null)
        {
            throw Refused(current, Strings.RuleStatement);
        }

        // A credential that is linked at the same time may count; this is not documented. The server decides.
        var hasLogin =
            difference.LinkedCredential is not null
            || difference.Properties?.Any(p => p.Value is not null && PropertySecrets.IsSecret(p.Key, p.Value)) == true;
        if (host is not null && !hasLogin)
        {
            throw Refused(current, QlikFailure.Message(nameof(Strings.RuleHost), host));
        }
    }

    private static string Hosts(string? statement) =>
        string.Join(
            ";",
            ConnectStatement
                .Parse(statement ?? "")
                .Items.Where(i => i.Name.ToLowerInvariant() is "host" or "server" or "url")
                .Select(i => $"{i.Name}={i.Value}")
        );

    private static QlikException Refused(QlikDataConnection current, string rule) =>
        QlikFailure.Create(nameof(Strings.QlikPatchRefused), current.Name, rule);
}
