using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace QlikConnections.Client.Repository;

/// <summary>Where Windows stores the key of a .pfx file while it is used.</summary>
internal static class KeySet
{
    private const int FileNotFound = unchecked((int)0x80070002);
    private const int PathNotFound = unchecked((int)0x80070003);
    private const int BadKeySet = unchecked((int)0x80090016);
    private const int NoTemporaryProfile = unchecked((int)0x80090024);

    /// <summary>Loads into the user's key set. A scheduled task without the user's profile has none; then into the computer's.</summary>
    public static X509Certificate2 Load(Func<X509KeyStorageFlags, X509Certificate2> load)
    {
        try
        {
            return load(X509KeyStorageFlags.DefaultKeySet);
        }
        catch (CryptographicException exception) when (exception.HResult is FileNotFound or PathNotFound or BadKeySet or NoTemporaryProfile)
        {
            return load(X509KeyStorageFlags.MachineKeySet);
        }
    }
}
