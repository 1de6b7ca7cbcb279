namespace QlikConnections;

/// <summary>
/// A data connection of Qlik Cloud or of a client-managed site. Immutable; a change is sent to the server and returns a new object.
/// Contains no stored login. The connect statement is as the server returns it, including what somebody wrote into it.
/// </summary>
public sealed class QlikDataConnection
{
    internal QlikDataConnection()
    {
    }

    /// <summary>The connection's id (Cloud field <c>qID</c>).</summary>
    public Guid Id { get; internal set; }

    /// <summary>The name, unique within its space (Cloud field <c>qName</c>). Load scripts refer to it.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The connector, for example <c>QvOdbcConnectorPackage.exe</c> (Cloud field <c>qType</c>).</summary>
    public string? Type { get; internal set; }

    /// <summary>The data source, for example <c>mssql</c>; null on data-file rows (Cloud field <c>datasourceID</c>).</summary>
    public string? DataSourceId { get; internal set; }

    /// <summary>The id of the space; null for a personal connection (Cloud field <c>space</c>).</summary>
    public string? SpaceId { get; internal set; }

    /// <summary>The name of the space, <c>Personal</c> for a personal connection; null when names were not looked up.</summary>
    public string? SpaceName { get; internal set; }

    /// <summary>The id of the owner (Cloud field <c>user</c>: described as creator, behaves as owner).</summary>
    public string? OwnerId { get; internal set; }

    /// <summary>The display name of the owner; null when names were not looked up or the user no longer exists.</summary>
    public string? OwnerName { get; internal set; }

    /// <summary>Custom properties and their values, by name; empty on Qlik Cloud, which has none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> CustomProperties
    {
        get;
        internal set => field = ReadableTable.Of(value);
    } = ReadableTable.None;

    /// <summary>The tags, including the service's own <c>DcaasAPI:</c> tag. Never null.</summary>
    public IReadOnlyList<string> Tags
    {
        get;
        internal set => field = ReadableList.Of(value);
    } = ReadableList.None;

    /// <summary>The connect statement, without credentials (Cloud field <c>qConnectStatement</c>).</summary>
    public string? ConnectionString { get; internal set; }

    /// <summary>The linked credential set; null when there is none (Cloud field <c>qCredentialsID</c>).</summary>
    public Guid? CredentialId { get; internal set; }

    /// <summary>The user name of the stored login (QRS field <c>username</c>); null when there is none, and on Qlik Cloud, which does not
    /// show it.</summary>
    public string? UserName { get; internal set; }

    /// <summary>True when each user brings their own credentials (Cloud field <c>qSeparateCredentials</c>).</summary>
    public bool SeparateCredentials { get; internal set; }

    /// <summary>The parsed properties, in the form for a creation; null unless read with <c>-Detailed</c>.</summary>
    public IReadOnlyDictionary<string, object?>? Properties { get; internal set; }

    /// <summary>The connector's bitness.</summary>
    public QlikArchitecture Architecture { get; internal set; }

    /// <summary>Whose account the connection uses.</summary>
    public QlikLogOn LogOn { get; internal set; }

    /// <summary>What the caller can do with the connection: list, read, update, delete, change_owner, change_space.</summary>
    public IReadOnlyList<string> Privileges
    {
        get;
        internal set => field = ReadableList.Of(value);
    } = ReadableList.None;

    /// <summary>The hashed resource id; null unless read with <c>-Detailed</c>.</summary>
    public string? Qri { get; internal set; }

    /// <summary>When the connection was created; null if the server did not return it.</summary>
    public DateTimeOffset? Created { get; internal set; }

    /// <summary>When the connection was last changed; null if the server did not return it.</summary>
    public DateTimeOffset? Modified { get; internal set; }

    /// <summary>Who changed the connection last, as <c>DIR\user</c> (QRS field <c>modifiedByUserName</c>); null on Qlik Cloud.</summary>
    public string? ModifiedBy { get; internal set; }

    /// <summary>The session that the connection was read with; changes use it.</summary>
    public QlikSession? Session { get; internal set; }

    /// <summary>The entity as the platform's client read it, without secrets, to write it back completely; null where it is not
    /// needed.</summary>
    internal object? Entity { get; set; }

    /// <summary>When the object was read, on the monotonic clock of the process.</summary>
    internal long ReadAt { get; set; }

    /// <summary>A copy with changes. Not a record, because the members of records are shown to users by Get-Member.</summary>
    internal QlikDataConnection With(Action<QlikDataConnection> change)
    {
        var copy = (QlikDataConnection)MemberwiseClone();
        change(copy);
        return copy;
    }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
