namespace QlikConnections.Client.Statements;

/// <summary>A user of a Windows domain with a password behind it: <c>DOM\me:abc</c>, <c>DOM\me%abc</c>, <c>DOM\me/abc</c>.</summary>
internal static class DomainLogin
{
    private static readonly char[] Separators = [':', '%', '/', '|', ',', ';', '~', ' '];

    /// <summary>Whether the value is one. A path has more backslashes, or none before its colon.</summary>
    public static bool Is(string value)
    {
        var slash = value.IndexOf('\\');
        if (slash <= 0 || !value.Take(slash).All(IsNamePart))
        {
            return false;
        }

        var user = value.IsAt(slash, "\\\\") ? slash + 2 : slash + 1;
        var separator = value.IndexOfAny(Separators, user);
        return separator > user
            && separator + 1 < value.Length
            && value.IndexOf('\\', separator) < 0
            && value.Skip(user).Take(separator - user).All(IsNamePart);
    }

    private static bool IsNamePart(char letter) => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_' or '$' or '@';
}
