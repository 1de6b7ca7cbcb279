namespace QlikConnections.Client.Repository;

/// <summary>The header of a virtual proxy, and the user in it.</summary>
public static class HeaderUser
{
    /// <summary>Why the header cannot have this name, as a sentence; null if it can.</summary>
    public static string? ProblemOfName(string name) =>
        HeaderName.IsUsable(name) ? null : QlikFailure.Message(nameof(Strings.HeaderNameInvalid), name);

    /// <summary>Why the header cannot contain this user, as a sentence; null if it can. The HTTP stack refuses other characters, and there
    /// is no standard encoding for the header of a virtual proxy.</summary>
    public static string? ProblemOfUser(string? directory, string? user) =>
        (directory + user).Any(c => c is < ' ' or > '~') ? Strings.HeaderUserNotAscii : null;
}
