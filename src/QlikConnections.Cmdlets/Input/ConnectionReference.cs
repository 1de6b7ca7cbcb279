using System.Collections;
using System.Globalization;
using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// The connection that an input refers to: a connection, its deserialised form, a CSV row, an id or a name. Does not look it up.
/// </summary>
internal sealed class ConnectionReference
{
    private ConnectionReference(object target) => Target = target;

    /// <summary>What the user passed; the target of error records.</summary>
    public object Target { get; }

    /// <summary>The live object; null when it has to be looked up.</summary>
    public QlikDataConnection? Connection { get; private init; }

    /// <summary>The id; null when only a name is known.</summary>
    public Guid? Id { get; private init; }

    /// <summary>The name; null when only an id is known.</summary>
    public WildcardText? Name { get; private init; }

    /// <summary>The space that goes with the name; null when the row has none.</summary>
    public string? SpaceName { get; private init; }

    /// <summary>The session that the row names; null when it names none.</summary>
    public string? SessionName { get; private init; }

    /// <summary>What finds the connection; the name of an object is a hint where to look.</summary>
    public ConnectionKey Key => new(Id, Connection?.Name ?? Name?.Text);

    /// <summary>A connection by id.</summary>
    public static ConnectionReference ById(Guid id) => new(id) { Id = id };

    /// <summary>Connections by name; wildcards count.</summary>
    public static ConnectionReference ByName(string name) => new(name) { Name = WildcardText.Pattern(name) };

    /// <summary>A connection by the text of its id, or connections by name.</summary>
    public static ConnectionReference ByNameOrId(string text) =>
        NameInputAttribute.ObjectOf(text) is { } input ? From(input)
        : Guid.TryParse(text, out var id) ? ById(id)
        : ByName(text);

    /// <summary>Reads a pipeline object.</summary>
    /// <exception cref="QlikException">It cannot refer to a connection.</exception>
    public static ConnectionReference From(PSObject? input) => From(input, spaceColumn: null);

    /// <summary>Reads a pipeline object.</summary>
    /// <param name="input">The object.</param>
    /// <param name="spaceColumn">A further column that names the connection's space; null for none.</param>
    /// <exception cref="QlikException">It cannot refer to a connection.</exception>
    public static ConnectionReference From(PSObject? input, string? spaceColumn)
    {
        // Most input; its type names need not be compared.
        if (input?.BaseObject is QlikDataConnection live)
        {
            return new(live) { Connection = live, Id = live.Id };
        }

        if (
            InputType.Refused(input, nameof(QlikDataConnection), nameof(QlikDataConnectionUsage), nameof(QlikPolicyFinding),
                nameof(QlikDataConnectionMigration)) is { } type
        )
        {
            throw Invalid(QlikFailure.Message(nameof(Strings.InputOtherType), type));
        }

        input = AsRow(input);
        switch (input?.BaseObject)
        {
            case null:
                throw Invalid(Strings.InputNull);
            case Guid id:
                return ById(id);
            case string text when string.IsNullOrWhiteSpace(text):
                throw Invalid(Strings.InputEmptyText);
            case string text:
                return Guid.TryParse(text, out var parsed) ? ById(parsed) : new(text) { Name = WildcardText.Literal(text) };
            default:
                return FromProperties(input, spaceColumn);
        }
    }

    /// <summary>The input with the keys of a hashtable as properties; everything else as it is.</summary>
    public static PSObject? AsRow(PSObject? input)
    {
        if (input?.BaseObject is not IDictionary table)
        {
            return input;
        }

        var row = new PSObject();
        foreach (DictionaryEntry entry in table)
        {
            if (Convert.ToString(entry.Key, CultureInfo.InvariantCulture) is { Length: > 0 } name && row.Properties[name] is null)
            {
                row.Properties.Add(new PSNoteProperty(name, entry.Value));
            }
        }

        return row;
    }

    /// <summary>
    /// True when a property's value is only what the (deserialised) connection brought along, not a request to change it.
    /// </summary>
    public static bool Carries(PSObject? input, string property, object? value) =>
        input is not null && IsConnection(input)
        && string.Equals(Property(input, property), Convert.ToString(value, CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>Whether a connection is in the space that a row names, by name or id.</summary>
    public static bool IsInSpace(QlikDataConnection connection, string? space) =>
        space is null || space.Equals(connection.SpaceName, StringComparison.OrdinalIgnoreCase) || space == connection.SpaceId;

    /// <summary>
    /// Compares the other columns of a row with the connection of its Id: if they differ, one of them was edited by mistake. The values
    /// that an earlier run changed are accepted.
    /// </summary>
    /// <param name="current">The connection that the Id is of.</param>
    /// <param name="position">The row's position, for the message.</param>
    /// <param name="newName">The name that the row asks for; null for none.</param>
    /// <param name="newSpace">The space that the row asks for; null for none.</param>
    /// <exception cref="QlikException">The row's Name or SpaceName is not the connection's.</exception>
    public void Agree(QlikDataConnection current, int position, string? newName = null, string? newSpace = null)
    {
        if (Connection is not null)
        {
            return;
        }

        if (Name is { } name && !name.Fits(current.Name) && current.Name != newName)
        {
            throw Contradiction(current, position, "Name", name.Text);
        }

        // If the name of the space cannot be read, there is nothing to compare.
        if (
            SpaceName is { } space
            && current.SpaceName is not null
            && !IsInSpace(current, space)
            && !(newSpace is not null && IsInSpace(current, newSpace))
        )
        {
            throw Contradiction(current, position, "SpaceName", space);
        }
    }

    private static QlikException Contradiction(QlikDataConnection current, int position, string column, string text) =>
        QlikFailure.Create(
            nameof(Strings.QlikInputContradiction),
            QlikFailure.Message(nameof(Strings.ContradictingIdentity), position, current.Label(), column, text)
        );

    /// <summary>True for a connection, live or from a file or job. The output of Select-Object may be edited, so it is a row.</summary>
    public static bool IsConnection(PSObject input) =>
        input.TypeNames.Any(t => t is "QlikConnections.QlikDataConnection" or "Deserialized.QlikConnections.QlikDataConnection");

    private static ConnectionReference FromProperties(PSObject input, string? spaceColumn)
    {
        // In the form of the Qlik Cloud API, qID and qName.
        var (id, name) = (IdOf(input), Property(input, "Name") ?? Property(input, "qName"));
        var isUsage = InputType.OwnType(input) == nameof(QlikDataConnectionUsage);
        // The name alone is not enough there: it may be that of a connection that is missing.
        name ??= isUsage && id is not null ? Property(input, nameof(QlikDataConnectionUsage.Connection)) : null;
        if (id is null && name is null)
        {
            throw input.BaseObject is PSCustomObject
            && input.Properties.All(p => p.Value is null || (p.Value is string text && string.IsNullOrWhiteSpace(text)))
                ? Invalid(Strings.InputEmptyRow)
                : WithoutIdentity(input);
        }

        return new(input)
        {
            Id = id,
            Name = name is null ? null : WildcardText.Literal(name),
            SpaceName =
                Property(input, "SpaceName") ?? Property(input, "SpaceId") ?? (spaceColumn is null ? null : Property(input, spaceColumn)),
            SessionName = SessionOf(input),
        };
    }

    private static Guid? IdOf(PSObject input)
    {
        var text = Property(input, "Id") ?? Property(input, "ConnectionId") ?? Property(input, "qID");
        if (Property(input, "ConnectionId") is { } other && !other.Equals(text, StringComparison.OrdinalIgnoreCase))
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikInputContradiction),
                QlikFailure.Message(nameof(Strings.ContradictingIds), text, other)
            );
        }

        return text is null ? null
            : Guid.TryParse(text, out var id) ? id
            : throw Invalid(QlikFailure.Message(nameof(Strings.InputIdUnreadable), text));
    }

    /// <summary>The session of a row or deserialised object; null if it has none. From JSON it is an object with the properties of the
    /// session.</summary>
    internal static string? SessionOf(PSObject input) =>
        input.Properties["Session"]?.Value is PSObject { BaseObject: PSCustomObject } session
            ? Property(session, "Name")
            : Property(input, "Session");

    /// <summary>The text of a property; null when it is missing or blank.</summary>
    internal static string? Property(PSObject input, string name) =>
        input.Properties[name]?.Value is { } value
        && Convert.ToString(value, CultureInfo.InvariantCulture) is { } text
        && !string.IsNullOrWhiteSpace(text)
            ? text
            : null;

    /// <summary>Refuses an object that does not name what a parameter is about.</summary>
    /// <exception cref="QlikException">It is of another type.</exception>
    internal static void Require(PSObject input, string type, string what)
    {
        if (InputType.Refused(input, type) is { } other)
        {
            throw Invalid(MissingIdentity.OfOtherType(other, type, what));
        }
    }

    /// <summary>The error for an object with neither an id nor a name.</summary>
    internal static QlikException WithoutIdentity(PSObject input) =>
        Invalid(MissingIdentity.Reason(input));

    private static QlikException Invalid(string reason) => QlikFailure.Create(nameof(Strings.QlikInputInvalid), reason);
}
