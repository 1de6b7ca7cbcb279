using System.Security;
using QlikConnections.Client.Http;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.SignIn;

/// <summary>Reads a secret from a file that only this user can read.</summary>
public static class SecretFile
{
    /// <summary>Much more than a key or token.</summary>
    private const int LargestKB = 64;

    /// <summary>The secret: the only line of the file, without the blanks around it.</summary>
    /// <param name="path">The file, or a link to one.</param>
    /// <exception cref="QlikException">QlikSecretUnavailable: there is none, others can read or change it, or it is not
    /// one line.</exception>
    public static SecureString Read(string path)
    {
        try
        {
            var bytes = SignInFile.Read(path, LargestKB, nameof(Strings.QlikSecretUnavailable));
            return FileTrust.AgainstSecret(path) is { } doubt ? throw Unavailable(path, doubt) : OneLine(path, bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(path, exception.Message);
        }
    }

    private static SecureString OneLine(string path, byte[] bytes)
    {
        var text = SignInFile.Text(bytes).Trim();
        return text.Length > 0 && !text.Any(char.IsControl) ? SecretText.Hide(text) : throw Unavailable(path, Strings.SecretFileNotOneLine);
    }

    private static QlikException Unavailable(string path, string reason) =>
        QlikFailure.Create(nameof(Strings.QlikSecretUnavailable), path, reason);
}
