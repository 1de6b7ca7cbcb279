using System.Net;

namespace QlikConnections.Client;

/// <summary>What to change on a connection. What is null stays as it is.</summary>
public sealed record class DataConnectionChange
{
    /// <summary>The new name.</summary>
    public string? Name { get; init; }

    /// <summary>The new space.</summary>
    public QlikSpace? Space { get; init; }

    /// <summary>The whole new list of tags.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The new connect statement.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The credentials that Qlik Cloud wants with a new connect statement; always sent when given.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>The credential set to link.</summary>
    public Guid? CredentialId { get; init; }

    /// <summary>True when the space is all that is asked for.</summary>
    public bool IsSpaceOnly =>
        Space is not null && Name is null && Tags is null && ConnectionString is null && Credential is null && CredentialId is null;

    /// <summary>True when nothing is asked for.</summary>
    public bool IsEmpty =>
        Space is null && Name is null && Tags is null && ConnectionString is null && Credential is null && CredentialId is null;

    /// <summary>Only what differs from the present state. Credentials cannot be compared, so they always count.</summary>
    public DataConnectionChange Minimal(QlikDataConnection current) => this with
    {
        Name = Name == current.Name ? null : Name,
        Space = Space is not null && Space.Id == (current.SpaceId ?? "") ? null : Space,
        Tags = Tags is not null && new HashSet<string>(Tags, StringComparer.Ordinal).SetEquals(current.Tags) ? null : Tags,
        ConnectionString = ConnectionString == current.ConnectionString ? null : ConnectionString,
        CredentialId = CredentialId == current.CredentialId ? null : CredentialId,
    };
}
