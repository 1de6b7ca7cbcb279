using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>An entry of a recovery file, from -List, a file or a job. It is read again from the recovery file.</summary>
/// <param name="Input">What the user passed; the target of error records.</param>
/// <param name="Path">The recovery file.</param>
/// <param name="Id">The connection's id at that time.</param>
internal sealed record class RecoveryReference(object Input, string Path, Guid Id)
{
    /// <summary>Reads a pipeline object.</summary>
    /// <exception cref="QlikException">It does not say which entry of which file.</exception>
    public static RecoveryReference From(PSObject input) =>
        input.BaseObject is QlikRecoveryEntry entry ? new(entry, entry.Path, entry.Id)
        : ConnectionReference.Property(input, nameof(QlikRecoveryEntry.Path)) is { } path
        && Guid.TryParse(ConnectionReference.Property(input, nameof(QlikRecoveryEntry.Id)), out var id)
            ? new(input, path, id)
        : throw QlikFailure.Create(
            nameof(Strings.QlikInputInvalid),
            QlikFailure.Message(nameof(Strings.InputNoRecoveryEntry), string.Join(", ", input.Properties.Select(p => p.Name)))
        );
}
