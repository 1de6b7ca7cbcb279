using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>A user as the server writes it (users reference).</summary>
internal sealed class UserWire
{
    [JsonPropertyName("id")]
    public string? Id { get; set; }

    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("email")]
    public string? Email { get; set; }

    [JsonPropertyName("subject")]
    public string? Subject { get; set; }

    [JsonPropertyName("status")]
    public string? Status { get; set; }

    [JsonPropertyName("assignedRoles")]
    public IReadOnlyList<RoleWire>? AssignedRoles { get; set => field = WireList.WithoutNull(value); }

    [JsonPropertyName("assignedGroups")]
    public IReadOnlyList<GroupWire>? AssignedGroups { get; set => field = WireList.WithoutNull(value); }
}

/// <summary>A role of a user.</summary>
internal sealed class RoleWire
{
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    /// <summary>"default" for the roles that every tenant has.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    [JsonPropertyName("level")]
    public string? Level { get; set; }
}

/// <summary>A group of a user, which may have roles of its own.</summary>
internal sealed class GroupWire
{
    [JsonPropertyName("id")]
    public string? Id { get; set; }
}

/// <summary>The body of users/actions/filter.</summary>
internal sealed record class UserFilterWire([property: JsonPropertyName("filter")] string Filter);
