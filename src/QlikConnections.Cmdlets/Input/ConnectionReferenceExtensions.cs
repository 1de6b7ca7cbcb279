using QlikConnections.Client.Journal;

namespace QlikConnections.Commands;

/// <summary>Compares references with journals.</summary>
internal static class ConnectionReferenceExtensions
{
    /// <summary>Whether an entry is about the connection: by its id if that is known, otherwise by its name and space.</summary>
    public static bool IsOf(this ConnectionReference reference, JournalEntry entry) =>
        (reference.Connection?.Session is not { } session || session.Uri == entry.Head.Server)
        && (
            reference.Id is { } id
                ? entry.Id == id
                : (reference.Name!.Fits(entry.Name) || reference.Name.Fits(entry.NameAfter))
                    && (
                        reference.SpaceName is not { } space
                        || space.Equals(entry.Space.Name, StringComparison.OrdinalIgnoreCase)
                        || space == entry.Space.Id
                    )
        );
}
