using System.Collections;
using System.Management.Automation;
using System.Security;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>The parameters of Set-QlikDataConnection for one row. Null means unchanged.</summary>
internal sealed record class RequestedChange : IRowRequest
{
    private static readonly RequestedChange Nothing = new();

    public string? NewName { get; init; }

    public SpaceIdentity? Space { get; init; }

    public string[]? Tag { get; init; }

    public string[]? AddTag { get; init; }

    public string[]? RemoveTag { get; init; }

    public string? ConnectionString { get; init; }

    public string? Type { get; init; }

    public QlikArchitecture? Architecture { get; init; }

    public QlikLogOn? LogOn { get; init; }

    public Guid? CredentialId { get; init; }

    public bool? SeparateCredentials { get; init; }

    public string? CredentialName { get; init; }

    public string? DataSourceId { get; init; }

    public IDictionary? Property { get; init; }

    public IDictionary? CustomProperty { get; init; }

    public PSCredential? Credential { get; init; }

    public bool ClearCredential { get; init; }

    public SecureString? ConnectionSecret { get; init; }

    public bool ClearConnectionSecret { get; init; }

    public SecureString? AuthCode { get; init; }

    public bool SkipPropertyCheck { get; init; }

    public bool Rebuild { get; init; }

    string? IRowRequest.NewSpace => Space?.Text;

    bool IRowRequest.IsEmpty => this with { SkipPropertyCheck = false } == Nothing;

    public async Task<DataConnectionChange> ToChangeAsync(
        IDataConnectionClient client,
        NameLookups names,
        CancellationToken cancellationToken
    ) =>
        new()
        {
            Name = NewName,
            Space = await names.SpaceAsync(client, Space, cancellationToken).ConfigureAwait(false),
            Tags = Tag,
            AddTags = AddTag,
            RemoveTags = RemoveTag,
            ConnectionString = ConnectionString,
            Type = Type,
            Architecture = Architecture,
            LogOn = LogOn,
            CredentialId = CredentialId,
            SeparateCredentials = SeparateCredentials,
            DataSourceId = DataSourceId,
            Properties = Properties(),
            CustomProperties = CustomProperty is null ? null : PropertyTable.ReadCustom(CustomProperty),
            Credential = Credential is null ? null : PropertyTable.ToLogin(Credential),
            ClearCredential = ClearCredential,
            ConnectionSecret = ConnectionSecret,
            ClearConnectionSecret = ClearConnectionSecret,
            AuthCode = AuthCode,
            SkipPropertyCheck = SkipPropertyCheck,
            Rebuild = Rebuild,
        };

    /// <summary>The properties asked for by -Property and by the parameter for the credential's name; null when there are none.</summary>
    private Dictionary<string, object?>? Properties()
    {
        var properties = Property is null
            ? []
            : PropertyTable.Read(Property).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        RefuseTwice(properties, CredentialProperty.Separate, nameof(SeparateCredentials), SeparateCredentials);
        RefuseTwice(properties, CredentialProperty.Name, nameof(CredentialName), CredentialName);
        if (CredentialName is not null)
        {
            properties[CredentialProperty.Name] = CredentialName;
        }

        return properties.Count == 0 ? null : properties;
    }

    private static void RefuseTwice(Dictionary<string, object?> properties, string name, string parameter, object? value)
    {
        if (value is not null && properties.Keys.Any(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(nameof(Strings.PropertyNamedTwice), name, parameter)
            );
        }
    }
}
