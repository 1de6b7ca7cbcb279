using System.Net;
using System.Security;

namespace QlikConnections.Client;

/// <summary>
/// What a user asks of a new connection, before names are looked up and properties are checked. What is null was not given.
/// </summary>
public sealed record class NewConnection
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The connection to make another one like, whole; null for none.</summary>
    public QlikDataConnection? Model { get; init; }

    /// <summary>The data source.</summary>
    public string? DataSourceId { get; init; }

    /// <summary>The properties of the data source, in place of those of the model.</summary>
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = new Dictionary<string, object?>();

    /// <summary>True to send properties as they are.</summary>
    public bool SkipPropertyCheck { get; init; }

    /// <summary>The gateway, by id or name.</summary>
    public string? Gateway { get; init; }

    /// <summary>The connect statement.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The connector's name.</summary>
    public string? Type { get; init; }

    /// <summary>Looks the space up.</summary>
    public Func<IDataConnectionClient, Task<QlikSpace?>>? Space { get; init; }

    /// <summary>Looks the owner up.</summary>
    public Func<IDataConnectionClient, Task<QlikUser?>>? Owner { get; init; }

    /// <summary>The login.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>The credential set to link.</summary>
    public Guid? CredentialId { get; init; }

    /// <summary>The name of the credential set that is made.</summary>
    public string? CredentialName { get; init; }

    /// <summary>True when each user brings their own credentials.</summary>
    public bool SeparateCredentials { get; init; }

    /// <summary>A secret of the connection itself.</summary>
    public SecureString? ConnectionSecret { get; init; }

    /// <summary>The code of an interactive sign-in.</summary>
    public SecureString? AuthCode { get; init; }

    /// <summary>The connector's bitness.</summary>
    public QlikArchitecture? Architecture { get; init; }

    /// <summary>Whose account the connection uses.</summary>
    public QlikLogOn? LogOn { get; init; }

    /// <summary>The tags, in place of those of the model.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The custom properties, in place of those of the model.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? CustomProperties { get; init; }

    /// <summary>The space of the model; null for none.</summary>
    public string? ModelSpace => Model?.SpaceName ?? Model?.SpaceId;

    /// <summary>The statement that was given, or that of a model whose properties do not say what it is.</summary>
    public string? Statement =>
        ConnectionString
        ?? (Model is { } model && (model.DataSourceId is null || model.Properties is null) ? model.ConnectionString : null);

    /// <summary>True when each user brings their own credentials, and no property says so.</summary>
    public bool IsSeparate =>
        SeparateCredentials
        || (Model is { SeparateCredentials: true } && Model.Properties?.ContainsKey(CredentialProperty.Separate) != true);
}
