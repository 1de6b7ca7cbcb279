namespace QlikConnections;

/// <summary>
/// A credential set of Qlik Cloud: that it exists and what uses it. Its user name and secrets cannot be read (data-credentials
/// reference: no secret inside).
/// </summary>
public sealed record class QlikDataCredential
{
    internal QlikDataCredential()
    {
    }

    /// <summary>The credential's id (field <c>qID</c>); connections show it as CredentialId.</summary>
    public Guid Id { get; internal init; }

    /// <summary>The name (field <c>qName</c>).</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The connector it is for, for example <c>QvOdbcConnectorPackage.exe</c> (field <c>qType</c>).</summary>
    public string? Type { get; internal init; }

    /// <summary>The data source it is for; null when the server did not say (field <c>datasourceID</c>).</summary>
    public string? DataSourceId { get; internal init; }

    /// <summary>How many connections use it; 0 for an orphan, null when the server did not say (field <c>qConnCount</c>).</summary>
    public int? ConnectionCount { get; internal init; }

    /// <summary>The id of the user it belongs to; only a list of orphans tells (field <c>user</c>).</summary>
    public string? OwnerId { get; internal init; }

    /// <summary>The display name of that user; null when not known, or when the user no longer exists.</summary>
    public string? OwnerName { get; internal init; }

    /// <summary>When the credential was made; null when the server did not say.</summary>
    public DateTimeOffset? Created { get; internal init; }

    /// <summary>When the credential was last changed; null when the server did not say.</summary>
    public DateTimeOffset? Modified { get; internal init; }

    /// <summary>The session the credential was read with; changes go back there.</summary>
    public QlikSession? Session { get; internal init; }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
