using System.Security;

namespace QlikConnections.Client.SignIn;

/// <summary>
/// The refresh tokens that a user keeps for the next session. Another PowerShell may have replaced one in the meantime, so it can be read
/// again: by the command that runs, because a vault may ask for its password. It follows the async flow, as many commands can share the
/// client of a session.
/// </summary>
public static class RememberedTokens
{
    private static readonly AsyncLocal<Func<SignInProfile, Task<SecureString?>>?> Ambient = new();

    /// <summary>Reads the token of a profile again, and returns null if it is not there; null where nothing can be read.</summary>
    public static Func<SignInProfile, Task<SecureString?>>? Reader
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }
}
