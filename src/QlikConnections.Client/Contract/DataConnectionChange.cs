using System.Net;
using System.Security;

namespace QlikConnections.Client;

/// <summary>What to change on a connection. Null means unchanged.</summary>
public sealed record class DataConnectionChange
{
    private static readonly DataConnectionChange Nothing = new();

    /// <summary>The new name.</summary>
    public string? Name { get; init; }

    /// <summary>The new space; Qlik Cloud only.</summary>
    public QlikSpace? Space { get; init; }

    /// <summary>The new owner; on Qlik Cloud by a transfer.</summary>
    public QlikUser? Owner { get; init; }

    /// <summary>The whole new list of tags. In a plan with <see cref="AddTags"/> or <see cref="RemoveTags"/>: their result at the
    /// moment.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Tags to add to those that the connection has when the change is made.</summary>
    public IReadOnlyList<string>? AddTags { get; init; }

    /// <summary>Tags to remove from those that the connection has when the change is made.</summary>
    public IReadOnlyList<string>? RemoveTags { get; init; }

    /// <summary>The custom properties to set, by name; an empty list of values removes one. Client-managed only.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? CustomProperties { get; init; }

    /// <summary>The new connect statement.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The connector's name; client-managed only.</summary>
    public string? Type { get; init; }

    /// <summary>The connector's bitness; client-managed only.</summary>
    public QlikArchitecture? Architecture { get; init; }

    /// <summary>Whose account the connection uses; client-managed only.</summary>
    public QlikLogOn? LogOn { get; init; }

    /// <summary>The login to store; always sent when given, because it cannot be compared.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>True to remove the stored login; client-managed only.</summary>
    public bool ClearCredential { get; init; }

    /// <summary>The credential set to link; Qlik Cloud only.</summary>
    public Guid? CredentialId { get; init; }

    /// <summary>
    /// Connection properties to set, by name, with null to remove one; others are not changed. Qlik Cloud only.
    /// </summary>
    public IReadOnlyDictionary<string, object?>? Properties { get; init; }

    /// <summary>Whether each user enters their own credentials; Qlik Cloud only.</summary>
    public bool? SeparateCredentials { get; init; }

    /// <summary>True to send <see cref="Properties"/> unchanged, without reading the specification of the data source.</summary>
    public bool SkipPropertyCheck { get; init; }

    /// <summary>The connection's own secret; always sent when given. Qlik Cloud only.</summary>
    public SecureString? ConnectionSecret { get; init; }

    /// <summary>True to clear the connection's own secret. Qlik Cloud only.</summary>
    public bool ClearConnectionSecret { get; init; }

    /// <summary>The code of an interactive sign-in, which some data sources require with a change. Qlik Cloud only.</summary>
    public SecureString? AuthCode { get; init; }

    /// <summary>The new data source, which needs a rebuild; Qlik Cloud only.</summary>
    public string? DataSourceId { get; init; }

    /// <summary>True to rebuild the connection with the same data source; Qlik Cloud only.</summary>
    public bool Rebuild { get; init; }

    /// <summary>True to delete the connection.</summary>
    public bool Delete { get; init; }

    /// <summary>True if tags are added or removed, not replaced.</summary>
    public bool EditsTags => AddTags is not null || RemoveTags is not null;

    /// <summary>The id of the credential set that either form links; null for none.</summary>
    public string? LinkedCredential =>
        CredentialId?.ToString("D")
        ?? (Properties is not null && Properties.TryGetValue(CredentialProperty.Selected, out var selected) ? selected?.ToString() : null);

    /// <summary>True if only the space changes.</summary>
    public bool IsSpaceOnly => Space is not null && this with { Space = null } == Nothing;

    /// <summary>True if nothing changes.</summary>
    public bool IsEmpty => this == Nothing;

    /// <summary>The change with the complete new list of tags if one was given: the service's own tag is kept, and additions and removals
    /// apply to the list.</summary>
    /// <exception cref="QlikException">There are too many tags, or one is empty or too long.</exception>
    public DataConnectionChange WithWholeTags(QlikDataConnection current) => Tags is null ? this : this with
    {
        Tags = TagList.Change(current.Tags, Tags, AddTags, RemoveTags, current.Name, current.Session?.Platform),
        AddTags = null,
        RemoveTags = null,
    };

    /// <summary>Only what differs from the present state. Credentials cannot be compared, so they always count.</summary>
    public DataConnectionChange Minimal(QlikDataConnection current) =>
        MinimalTags(current).MinimalPlace(current) with
        {
            Name = Differing(Name, current.Name),
            CustomProperties = CustomProperties?.All(p => HasValues(current, p.Key, p.Value)) == true ? null : CustomProperties,
            ConnectionString = Differing(ConnectionString, current.ConnectionString),
            Type = Differing(Type, current.Type),
            Architecture = Differing(Architecture, current.Architecture),
            LogOn = Differing(LogOn, current.LogOn),
            SeparateCredentials = Differing(SeparateCredentials, current.SeparateCredentials),
            DataSourceId = DataSourceId?.Equals(current.DataSourceId, StringComparison.OrdinalIgnoreCase) == true ? null : DataSourceId,
            CredentialId = Differing(CredentialId, current.CredentialId),
            // Qlik Cloud does not say whether there is a login; there the wish stays, to be refused by name.
            ClearCredential =
                ClearCredential && (current.Session?.Platform != QlikPlatform.Repository || !string.IsNullOrEmpty(current.UserName)),
        };

    private DataConnectionChange MinimalTags(QlikDataConnection current)
    {
        var tags = EditsTags ? TagList.Change(current.Tags, null, AddTags, RemoveTags, current.Name, current.Session?.Platform) : Tags;
        return tags is null || new HashSet<string>(tags, StringComparer.Ordinal).SetEquals(current.Tags)
            ? this with { Tags = null, AddTags = null, RemoveTags = null }
            : this with { Tags = tags };
    }

    private DataConnectionChange MinimalPlace(QlikDataConnection current)
    {
        var owner = Owner?.Id == current.OwnerId ? null : Owner;
        // With another owner the personal space is another one.
        var keepsSpace = Space?.Id == (current.SpaceId ?? "") && (owner is null || current.SpaceId is not null);
        return this with { Owner = owner, Space = keepsSpace ? null : Space };
    }

    private static T? Differing<T>(T? wanted, T? present)
        where T : class => Equals(wanted, present) ? null : wanted;

    private static T? Differing<T>(T? wanted, T? present)
        where T : struct => Equals(wanted, present) ? null : wanted;

    private static bool HasValues(QlikDataConnection current, string name, IReadOnlyList<string> wanted)
    {
        var present = current.CustomProperties.TryGetValue(name, out var values) ? values : [];
        return present.Count == wanted.Count && !wanted.Except(present, StringComparer.OrdinalIgnoreCase).Any();
    }
}
