using System.Globalization;

namespace QlikConnections.Client;

/// <summary>The recommended action for an error, for the platform and the sign-in in use: with a certificate there is no API key to
/// renew.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Authentication">How the session signs in.</param>
internal sealed record class Advice(QlikPlatform Platform, string Authentication)
{
    /// <summary>How to sign in again, as a sentence; null to name the parameter of the sign-in.</summary>
    public string? Again { get; init; }

    /// <summary>The advice for the sign-in, otherwise for the platform, otherwise for all; null if the resource has none.</summary>
    public string? Of(string errorId) =>
        Text($"{errorId}_Action_{Authentication}") is { } own ? string.Format(CultureInfo.InvariantCulture, own, Again ?? Usual)
        : Text($"{errorId}_Action_{Platform}") ?? QlikFailure.Action(errorId);

    private string Usual => QlikFailure.Message(
        nameof(Strings.SignInAgain),
        Authentication switch
        {
            "OAuth" => "Connect-QlikSession -ClientCredential",
            "Windows" => "Connect-QlikSession -Credential",
            "WindowsDefault" => "Connect-QlikSession -UseDefaultCredential",
            "Header" => "Connect-QlikSession -HeaderName",
            "Certificate" => "Connect-QlikSession",
            _ => $"Connect-QlikSession -{Authentication}",
        }
    );

    private static string? Text(string key) => Strings.ResourceManager.GetString(key, CultureInfo.InvariantCulture);
}
