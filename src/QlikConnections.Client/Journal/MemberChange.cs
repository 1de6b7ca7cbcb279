namespace QlikConnections.Client.Journal;

/// <summary>One member of a connection that a run changed.</summary>
/// <param name="Member">Its name, see <see cref="ConnectionMember"/>.</param>
/// <param name="Before">Its value before the run.</param>
/// <param name="After">The value that the run gave it.</param>
public sealed record class MemberChange(string Member, object? Before, object? After)
{
    /// <summary>True for a secret, or for what a server never shows: only that it was changed is known.</summary>
    public bool IsHidden { get; init; }
}
