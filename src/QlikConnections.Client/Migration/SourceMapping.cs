using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Migration;

/// <summary>What a connection of a site says about the one that it becomes, before a tenant is asked.</summary>
/// <param name="Family">The kind of source; null if it cannot be moved.</param>
/// <param name="Values">The values, for properties.</param>
/// <param name="Reasons">What is to be known.</param>
internal sealed record class SourceMapping(
    SourceFamily? Family,
    IReadOnlyList<MappedValue> Values,
    IReadOnlyList<MigrationReason> Reasons
)
{
    /// <summary>What the connection itself calls its driver, provider or source type; null if it does not.</summary>
    public string? Driver { get; init; }

    /// <summary>True if the kind of source is a guess that must be confirmed.</summary>
    public bool IsGuess { get; init; }

    /// <summary>True if a login is needed, whatever the kind of source.</summary>
    public bool NeedsLogin { get; init; }

    /// <summary>The user of the statement; null if there is none.</summary>
    public string? User { get; init; }

    /// <summary>The password of the statement; null if there is none, or if it is not known.</summary>
    public string? Password { get; init; }

    /// <summary>True if a key stands for the password.</summary>
    public bool HasKey { get; init; }

    /// <summary>The items of the login in the statement.</summary>
    public IReadOnlyList<StatementItem> LoginItems { get; init; } = [];

    /// <summary>Properties whose values are files or secrets that the statement does not have.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}
