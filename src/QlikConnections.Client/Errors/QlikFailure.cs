using System.Globalization;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client;

/// <summary>Makes exceptions from an id of the message resource, so that id, text and advice always match.</summary>
public static class QlikFailure
{
    /// <summary>Makes the exception of that id.</summary>
    /// <param name="errorId">A key of the resource, given by <c>nameof</c>.</param>
    /// <param name="arguments">The values of the text's placeholders.</param>
    public static QlikException Create(string errorId, params object?[] arguments) =>
        new(errorId, Message(errorId, arguments), Action(errorId, arguments));

    /// <summary>The error for a feature that a platform does not have, with the alternative.</summary>
    public static QlikException NotSupported(string feature, string where, string instead) =>
        new(nameof(Strings.QlikNotSupported), Message(nameof(Strings.QlikNotSupported), feature, where), instead);

    /// <summary>The error for a data connection that is in none of the sessions, with the advice for their platform.</summary>
    /// <param name="which">The connection in words, such as "named 'CRM'".</param>
    /// <param name="sessions">The sessions that were searched; at least one.</param>
    public static QlikException ConnectionNotFound(string which, params QlikSession[] sessions) => new(
        nameof(Strings.QlikDataConnectionNotFound),
        Message(nameof(Strings.QlikDataConnectionNotFound), which, string.Join("' or '", sessions.Select(s => s.Name))),
        new Advice(sessions[0].Platform, sessions[0].Authentication).Of(nameof(Strings.QlikDataConnectionNotFound)));

    /// <summary>An object in words, by its id.</summary>
    public static string WithId(Guid id) => Message(nameof(Strings.WithTheId), id.ToString("D"));

    /// <summary>An object in words, by its name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="spaceName">The space where it was looked for; null if in all of them.</param>
    public static string Named(string name, string? spaceName = null) => spaceName is null
        ? Message(nameof(Strings.WithTheName), name)
        : Message(nameof(Strings.WithTheNameInSpace), name, spaceName);

    /// <summary>The text of that id.</summary>
    public static string Message(string errorId, params object?[] arguments) =>
        Text(Strings.ResourceManager.GetString(errorId, CultureInfo.InvariantCulture)!, arguments);

    /// <summary>The advice of that id; null when the resource has none.</summary>
    public static string? Action(string errorId, params object?[] arguments) =>
        Strings.ResourceManager.GetString(errorId + "_Action", CultureInfo.InvariantCulture) is { } text
            ? Text(text, arguments)
            : null;

    /// <summary>
    /// The only place where a value goes into a message: somebody may have pasted a statement or a token where a name belongs.
    /// </summary>
    private static string Text(string format, object?[] arguments) =>
        string.Format(CultureInfo.InvariantCulture, format, Array.ConvertAll(arguments, a => a is string text ? Sentence.Quote(text) : a));
}
