namespace QlikConnections.Commands;

/// <summary>Completes the credentials that connections use. Qlik Cloud cannot list credentials.</summary>
public sealed class CredentialIdCompleter : ListedValueCompleter
{
    internal override IEnumerable<string> Values(QlikDataConnection connection) =>
        connection.CredentialId is { } id ? [id.ToString("D")] : [];
}
