namespace QlikConnections;

/// <summary>A user of a Qlik tenant.</summary>
public sealed class QlikUser
{
    /// <summary>The user's id.</summary>
    public string Id { get; internal init; } = "";

    /// <summary>The display name. Not unique.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The e-mail address; null for bots and users without one.</summary>
    public string? Email { get; internal init; }

    /// <summary>The user's subject at the identity provider.</summary>
    public string? Subject { get; internal init; }

    /// <summary>active, invited, disabled, deleted or provisioned (Qlik users reference); null when not visible.</summary>
    public string? Status { get; internal init; }

    /// <summary>The names of the roles that were assigned directly; empty if the caller cannot see them.</summary>
    public IReadOnlyList<string> Roles
    {
        get;
        internal init => field = ReadableList.Of(value);
    } = ReadableList.None;

    /// <summary>The session the user was read with.</summary>
    public QlikSession? Session { get; internal init; }

    /// <summary>Returns the display name.</summary>
    public override string ToString() => Name;
}
