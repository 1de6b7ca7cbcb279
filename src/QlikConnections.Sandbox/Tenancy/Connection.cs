using System.Text.Json;

namespace QlikConnections.Sandbox.Tenancy;

/// <summary>A data connection. Immutable: a change creates a new one, so that a cached listing never shows a partial change.</summary>
internal sealed record Connection
{
    public required string Id { get; init; }

    /// <summary>Order of creation; the order of a list without sort.</summary>
    public long Sequence { get; init; }

    public required string Name { get; init; }

    public required string DatasourceId { get; init; }

    public required string Type { get; init; }

    public required string Statement { get; init; }

    public int LogOn { get; init; }

    public int Architecture { get; init; }

    /// <summary>Null: the personal space of the owner.</summary>
    public string? SpaceId { get; init; }

    public required string OwnerId { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; init; }

    public string? CredentialsId { get; init; }

    public bool SeparateCredentials { get; init; }

    /// <summary>A connection-level secret was given. The secret itself is not kept.</summary>
    public bool HasConnectionSecret { get; init; }

    /// <summary>Properties as create and PATCH accept them, without credentials. Never changed in place.</summary>
    public IReadOnlyDictionary<string, JsonElement> Properties { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Names are unique inside a scope: a space, or one person's personal space.</summary>
    public string Scope => SpaceId ?? ScopeOfPersonal(OwnerId);

    public static string ScopeOfPersonal(string userId) => "~" + userId;
}
