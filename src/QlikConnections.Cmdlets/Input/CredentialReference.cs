using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// The credential that an input refers to: a credential, the credential of a connection, the deserialised form of either, a row, an id or a
/// name. Does not look it up.
/// </summary>
/// <param name="Target">What the user passed; the target of error records.</param>
internal sealed record class CredentialReference(object Target)
{
    /// <summary>The id; null when only a name is known, or when a connection has no credential.</summary>
    public Guid? Id { get; private init; }

    /// <summary>The exact name; null when an id is known.</summary>
    public string? Name { get; private init; }

    /// <summary>The session that a live object came from.</summary>
    public QlikSession? Session { get; private init; }

    /// <summary>The session that a row names; null when it names none.</summary>
    public string? SessionName { get; private init; }

    /// <summary>A credential by id.</summary>
    public static CredentialReference ById(Guid id) => new(id) { Id = id };

    /// <summary>A credential by name. There is no list to compare a pattern with, so a name is taken literally.</summary>
    public static CredentialReference ByName(string name) => new(name) { Name = name };

    /// <summary>Reads a pipeline object.</summary>
    /// <exception cref="QlikException">It cannot refer to a credential.</exception>
    public static CredentialReference From(PSObject? input) =>
        InputType.Refused(input, nameof(QlikDataCredential), nameof(QlikDataConnection)) is { } type
            ? throw Invalid(QlikFailure.Message(nameof(Strings.CredentialInputOtherType), type))
            : Read(input);

    private static CredentialReference Read(PSObject? input) => input?.BaseObject switch
    {
        null => throw Invalid(Strings.InputNull),
        QlikDataCredential credential => new(credential) { Id = credential.Id, Session = credential.Session },
        QlikDataConnection connection => new(connection) { Id = connection.CredentialId, Session = connection.Session },
        Guid id => ById(id),
        string text when string.IsNullOrWhiteSpace(text) => throw Invalid(Strings.InputEmptyText),
        string text => Guid.TryParse(text, out var id) ? ById(id) : ByName(text),
        _ => FromProperties(input!),
    };

    private static CredentialReference FromProperties(PSObject input)
    {
        var session = ConnectionReference.SessionOf(input);
        // The Id of a connection is not a credential id, so CredentialId comes first, even if it is empty.
        var column = input.Properties["CredentialId"] is null ? "Id" : "CredentialId";
        if (ConnectionReference.Property(input, column) is { } text)
        {
            return Guid.TryParse(text, out var id)
                ? new(input) { Id = id, SessionName = session }
                : throw Invalid(QlikFailure.Message(nameof(Strings.InputIdUnreadable), text));
        }

        return column == "CredentialId" ? new(input) { SessionName = session }
            : ConnectionReference.Property(input, "Name") is { } name ? new(input) { Name = name, SessionName = session }
            : throw Invalid(MissingIdentity.Reason(input, nameof(Strings.CredentialInputWithoutId), "Id", "Name"));
    }

    private static QlikException Invalid(string reason) => QlikFailure.Create(nameof(Strings.QlikInputInvalid), reason);
}
