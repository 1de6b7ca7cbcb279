using System.Globalization;

namespace QlikConnections.Client.SignIn;

/// <summary>What must change in the tenant, or in the command, after a tenant has refused a sign-in.</summary>
internal static class SignInAdvice
{
    /// <summary>The advice.</summary>
    /// <param name="code">Qlik's own code, such as OAUTH-1; null if there is none.</param>
    /// <param name="error">The error of the standard; null if there is none.</param>
    /// <param name="redirect">The redirect address of the request.</param>
    /// <param name="options">The request.</param>
    public static string Of(string? code, string? error, string redirect, BrowserSignInOptions options) =>
        string.Format(
            CultureInfo.InvariantCulture,
            Text(code) ?? Text(error) ?? Strings.QlikSignInRefused_Action,
            options.ClientId,
            redirect,
            string.Join(", ", options.Scopes),
            options.SavedAs is null ? "" : QlikFailure.Message(nameof(Strings.ProfileAgain), options.SavedAs)
        );

    private static string? Text(string? code) => code is null
        ? null
        : Strings.ResourceManager.GetString(
            $"{nameof(Strings.QlikSignInRefused)}_Action_{code.Replace('-', '_')}",
            CultureInfo.InvariantCulture
        );
}
