namespace QlikConnections;

/// <summary>
/// A credential set of Qlik Cloud. Its user name and secrets cannot be read (data-credentials reference: no secret inside).
/// </summary>
public sealed class QlikDataCredential
{
    internal QlikDataCredential()
    {
    }

    /// <summary>The credential's id (field <c>qID</c>); connections show it as CredentialId.</summary>
    public Guid Id { get; internal set; }

    /// <summary>The name (field <c>qName</c>).</summary>
    public string Name { get; internal set; } = "";

    /// <summary>Its connector, for example <c>QvOdbcConnectorPackage.exe</c> (field <c>qType</c>).</summary>
    public string? Type { get; internal set; }

    /// <summary>Its data source; null if the server did not return it (field <c>datasourceID</c>).</summary>
    public string? DataSourceId { get; internal set; }

    /// <summary>How many connections use it; 0 for an orphan, null if the server did not return it (field <c>qConnCount</c>).</summary>
    public int? ConnectionCount { get; internal set; }

    /// <summary>The id of its user; only a list of orphans returns it (field <c>user</c>).</summary>
    public string? OwnerId { get; internal set; }

    /// <summary>The display name of that user; null if unknown, or if the user no longer exists.</summary>
    public string? OwnerName { get; internal set; }

    /// <summary>When the credential was created; null if the server did not return it.</summary>
    public DateTimeOffset? Created { get; internal set; }

    /// <summary>When the credential was last changed; null if the server did not return it.</summary>
    public DateTimeOffset? Modified { get; internal set; }

    /// <summary>The session that the credential was read with; changes use it.</summary>
    public QlikSession? Session { get; internal set; }

    /// <summary>A copy with changes. Not a record, because the members of records are shown to users by Get-Member.</summary>
    internal QlikDataCredential With(Action<QlikDataCredential> change)
    {
        var copy = (QlikDataCredential)MemberwiseClone();
        change(copy);
        return copy;
    }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
