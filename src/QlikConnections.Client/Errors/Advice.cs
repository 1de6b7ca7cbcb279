using System.Globalization;

namespace QlikConnections.Client;

/// <summary>What to do about an error, on the platform and with the sign-in in use: a certificate has no API key to renew.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Authentication">How the session signs in, as the session says it.</param>
internal sealed record class Advice(QlikPlatform Platform, string Authentication)
{
    /// <summary>The advice of the sign-in, else of the platform, else the one for all; null when the resource has none.</summary>
    public string? Of(string errorId) =>
        Text($"{errorId}_Action_{Authentication}") ?? Text($"{errorId}_Action_{Platform}") ?? QlikFailure.Action(errorId);

    private static string? Text(string key) => Strings.ResourceManager.GetString(key, CultureInfo.InvariantCulture);
}
