using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>Credentials are created through connections [cloud 5]; only their existence is stored.</summary>
internal static class CredentialStore
{
    public static string Create(Call call, Connection connection, string? name)
    {
        var now = call.Tenant.Now;
        var credential = new Credential
        {
            Id = Guid.NewGuid().ToString("D"),
            Name = name ?? connection.Name + " - credentials",
            Type = connection.Type,
            DatasourceId = connection.DatasourceId,
            OwnerId = call.Caller.Id,
            Separate = connection.SeparateCredentials,
            Created = now,
            Updated = now,
        };
        call.Tenant.Put(credential);
        return credential.Id;
    }

    /// <summary>New secrets for a connection: its embedded set is renewed, or it gets one.</summary>
    public static string Renew(Call call, Connection connection, string? name)
    {
        if (connection.CredentialsId is not { } id || call.Tenant.FindCredential(id) is not { } credential)
        {
            return Create(call, connection, name);
        }

        call.Tenant.Put(credential with { Updated = call.Tenant.Now, Name = name ?? credential.Name });
        return id;
    }

    /// <summary>404: the code that create documents for an unknown credential id.</summary>
    public static string Require(Call call, string id) =>
        call.Tenant.FindCredential(id)?.Id ?? throw Refusal.NotFound("The credential does not exist");
}
