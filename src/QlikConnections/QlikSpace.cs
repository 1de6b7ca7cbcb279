namespace QlikConnections;

/// <summary>A space of a Qlik Cloud tenant.</summary>
public sealed class QlikSpace
{
    /// <summary>24 hexadecimal digits; empty for the personal space, which has no id.</summary>
    public string Id { get; internal init; } = "";

    /// <summary>The name of the space.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The kind of space.</summary>
    public QlikSpaceType Type { get; internal init; }

    /// <summary>The id of the user who owns the space; null for the personal space.</summary>
    public string? OwnerId { get; internal init; }

    /// <summary>Free text; null when none was given.</summary>
    public string? Description { get; internal init; }

    /// <summary>When the space was created; null if the server did not return it.</summary>
    public DateTimeOffset? Created { get; internal init; }

    /// <summary>When the space was last changed; null if the server did not return it.</summary>
    public DateTimeOffset? Modified { get; internal init; }

    /// <summary>The session the space was read with.</summary>
    public QlikSession? Session { get; internal init; }

    /// <summary>The caller's roles in the space; empty if the server did not return them.</summary>
    internal IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
