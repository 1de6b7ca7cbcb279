namespace QlikConnections.Client.SignIn;

/// <summary>The id of an OAuth client.</summary>
public static class OAuthClientId
{
    /// <summary>True if a text can be one. Blanks and control characters come from pasting, <c>@</c> and <c>\</c> are in the names of
    /// users.</summary>
    public static bool IsUsable(string text) => text.Length > 0 && text.All(c => c is > ' ' and <= '~' and not ('@' or '\\'));

    /// <summary>The id without the blanks around it.</summary>
    /// <exception cref="QlikException">QlikSignInInvalid: the text cannot be one.</exception>
    public static string Of(string text)
    {
        const string id = nameof(Strings.QlikSignInInvalid);
        return IsUsable(text.Trim())
            ? text.Trim()
            : throw new QlikException(
                id,
                QlikFailure.Message(id, QlikFailure.Message(nameof(Strings.ClientIdInvalid), text)),
                Strings.ClientIdInvalid_Action
            );
    }
}
