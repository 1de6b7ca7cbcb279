using QlikConnections.Sandbox.Sources;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>
/// PATCH /data-connections/{id} [cloud 2.5]. All operations are read before anything changes, so that a refused patch changes nothing.
/// </summary>
internal sealed class ConnectionPatch
{
    private const string PropertyPrefix = "/connectionProperties/";
    private const int MostTags = 32;

    private readonly Call _call;
    private readonly Connection _before;
    private readonly DataSource? _source;
    private readonly PropertyParser? _intake;
    private Connection _after;
    private bool _touchesStatement;
    private bool _touchesProperties;
    private bool _passwordGiven;
    private bool _usernameGiven;

    private ConnectionPatch(Call call, Connection connection)
    {
        _call = call;
        _before = _after = connection;
        _source = SourceCatalogue.Find(connection.DatasourceId);
        _intake = _source is null ? null : new(_source, connection.Properties);
    }

    public static Reply Patch(Call call)
    {
        // For requests by name spaceId is not documented here, so an ambiguous name is refused.
        var connection = ConnectionLookup.Find(call, "update", bySpace: false);
        var patch = new ConnectionPatch(call, connection);
        foreach (var operation in PatchOperation.ReadAll(call))
        {
            patch.Read(operation);
        }

        patch.CheckRules();
        patch.Apply();
        return Reply.NoContent;
    }

    private void Read(PatchOperation operation)
    {
        if (_call.Surface.PatchPaths?.Contains(operation.Path) == false)
        {
            throw Refusal.BadRequest($"The path {operation.Path} cannot be patched");
        }

        switch (operation.Path)
        {
            case "/qName":
                _after = _after with { Name = operation.Text() };
                break;
            case "/space":
                // It is not documented whether an empty value moves to the personal space (13.2). Assumed: it is refused.
                ConnectionLookup.Require(_call, _before, "change_space");
                _after = _after with { SpaceId = ConnectionLookup.RequireTarget(_call, operation.Text()).Id };
                break;
            case "/qConnectStatement":
                _touchesStatement = true;
                _after = _after with
                {
                    Statement = _source is null ? operation.Text() : ConnectStatement.WithoutSecrets(operation.Text(), _source),
                };
                break;
            case "/qCredentialsID":
                _after = _after with { CredentialsId = operation.Removes ? null : CredentialStore.Require(_call, operation.Text()) };
                break;
            case "/tags":
                _after = _after with { Tags = operation.Removes ? [] : JsonMembers.Tags(operation.Value, MostTags) };
                break;
            case "/qPassword":
                _passwordGiven = operation.Text().Length > 0;
                break;
            case "/qUsername":
                _usernameGiven = operation.Text().Length > 0;
                break;
            default:
                ReadProperty(operation);
                break;
        }
    }

    private void ReadProperty(PatchOperation operation)
    {
        if (!operation.Path.StartsWith(PropertyPrefix, StringComparison.Ordinal) || _intake is null)
        {
            throw Refusal.BadRequest($"The path {operation.Path} cannot be patched");
        }

        _touchesProperties = true;
        string[] parts = [.. operation.Path.Substring(PropertyPrefix.Length).Split('/').Select(Unescape)];
        if (parts.Length == 3 && parts[1] == "0" && parts[2] is "name" or "value" && !operation.Removes)
        {
            _intake.TakeFilePart(parts[0], operation.Value);
        }
        else if (parts.Length != 1)
        {
            throw Refusal.BadRequest($"The path {operation.Path} cannot be patched");
        }
        else if (operation.Removes)
        {
            // Not documented (13.2). Assumed: as in RFC 6902, a value that is set can be removed.
            _intake.Remove(parts[0]);
        }
        else
        {
            _intake.Take(parts[0], operation.Value, fromPatch: true);
        }
    }

    /// <summary>The rules in force since 16 July 2026 [cloud 2.5].</summary>
    private void CheckRules()
    {
        if (_call.Surface.PatchPaths is not null)
        {
            return;
        }

        var propertySecret = _intake?.SecretGiven == true;
        if (_touchesStatement && _touchesProperties)
        {
            throw Refusal.BadRequest("Do not mix qConnectStatement and connectionProperties");
        }

        if (_passwordGiven && propertySecret)
        {
            throw Refusal.BadRequest("Give the password once: as qPassword or as a property");
        }
        // With separate credentials there are none to give: rule 5 detaches them instead.
        if (_before.SeparateCredentials)
        {
            return;
        }

        if (_touchesStatement && _after.Statement != _before.Statement && !_passwordGiven)
        {
            throw Refusal.BadRequest("Changing qConnectStatement needs credentials in the same request");
        }

        if (_intake?.HostChanged == true && !_passwordGiven && !propertySecret)
        {
            throw Refusal.BadRequest("Changing the host, server or url needs credentials in the same request");
        }
    }

    private void Apply()
    {
        var tenant = _call.Tenant;
        if (_touchesStatement && _source is not null)
        {
            _after = _after with { Properties = ConnectStatement.Properties(_after.Statement, _source) };
        }

        if (_touchesProperties)
        {
            _after = WithProperties(_after, _intake!);
        }

        var hostMoved = _intake?.HostChanged == true || (_touchesStatement && HostOf(_after) != HostOf(_before));
        if (hostMoved && _before.SeparateCredentials)
        {
            _after = _after with { CredentialsId = null };
        }

        tenant.Connections.Replace(_after with { Updated = tenant.Now });
        // Credentials are created only now, after the name was checked.
        if (_passwordGiven || _usernameGiven || _intake?.CredentialGiven == true)
        {
            tenant.Connections.Replace(
                tenant.Connections.Find(_before.Id)! with
                {
                    CredentialsId = CredentialStore.Renew(_call, _after, _intake?.CredentialsName),
                }
            );
        }
    }

    private Connection WithProperties(Connection connection, PropertyParser parser) => connection with
    {
        Properties = parser.Kept,
        Statement = ConnectStatement.Rewrite(connection.Statement, _source!, parser.Kept),
        SeparateCredentials = parser.SeparateCredentials ?? connection.SeparateCredentials,
        CredentialsId = parser.SelectedCredentials is { } id ? CredentialStore.Require(_call, id) : connection.CredentialsId,
    };

    private string? HostOf(Connection connection) => _source?.Properties
        .Where(property => property.IsHostLike && connection.Properties.ContainsKey(property.Name))
        .Select(property => connection.Properties[property.Name].GetString())
        .FirstOrDefault();

    private static string Unescape(string pointer) => pointer.Replace("~1", "/").Replace("~0", "~");
}
