using System.Globalization;

namespace QlikConnections.Client;

/// <summary>The recommended action for an error, for the platform and the sign-in in use: with a certificate there is no API key to
/// renew.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Authentication">How the session signs in.</param>
internal sealed record class Advice(QlikPlatform Platform, string Authentication)
{
    /// <summary>The advice for the sign-in, otherwise for the platform, otherwise for all; null if the resource has none.</summary>
    public string? Of(string errorId) =>
        Text($"{errorId}_Action_{Authentication}") ?? Text($"{errorId}_Action_{Platform}") ?? QlikFailure.Action(errorId);

    private static string? Text(string key) => Strings.ResourceManager.GetString(key, CultureInfo.InvariantCulture);
}
