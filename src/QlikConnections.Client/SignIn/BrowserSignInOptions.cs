using System.Security;

namespace QlikConnections.Client.SignIn;

/// <summary>How a person signs in to a tenant in their browser [cloud 9.3].</summary>
public sealed record class BrowserSignInOptions
{
    /// <summary>The path of the redirect addresses.</summary>
    public const string RedirectPath = "/callback";

    /// <summary>The ports of the redirect addresses that a client is registered with. Any free port cannot be used, because a tenant
    /// compares redirect addresses exactly.</summary>
    public static IReadOnlyList<int> DefaultPorts { get; } = [47811, 47812, 47813];

    /// <summary>What the user may do, and that the session may renew itself.</summary>
    public static IReadOnlyList<string> DefaultScopes { get; } = ["user_default", "offline_access"];

    /// <summary>The id of a native OAuth client of the tenant.</summary>
    public required string ClientId { get; init; }

    /// <summary>What the session may do.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = DefaultScopes;

    /// <summary>The ports of redirect addresses that are registered with the client, in the order in which they are tried.</summary>
    public IReadOnlyList<int> Ports { get; init; } = DefaultPorts;

    /// <summary>How long the browser is waited for.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Opens or shows the address where the person signs in.</summary>
    public required Func<Uri, CancellationToken, Task> ShowAsync { get; init; }

    /// <summary>Asks for the address that the browser shows at the end, with the reason why the last one did not fit; null to receive it on
    /// a port of this computer.</summary>
    public Func<string?, CancellationToken, Task<SecureString>>? AskAsync { get; init; }

    /// <summary>The name of the profile that the options come from; null if they come from parameters.</summary>
    public string? SavedAs { get; init; }

    /// <summary>The profile that says where the refresh token is kept for the next session, and so not revoked at the end of this one; null
    /// if it is not kept.</summary>
    public SignInProfile? Remembered { get; init; }

    /// <summary>The refresh token of an earlier session, which is tried before the browser; null if there is none.</summary>
    public SecureString? RefreshToken { get; init; }

    /// <summary>The scopes in a list that users write. One text may contain several, as in a request.</summary>
    /// <returns>The scopes; none if the list is blank.</returns>
    /// <exception cref="QlikException">QlikInputInvalid: one has a character that no scope has.</exception>
    public static string[] ScopesOf(IEnumerable<string?> texts)
    {
        string[] scopes =
            [.. texts.SelectMany(t => (t ?? "").Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).Distinct()];
        return Array.Find(scopes, s => !IsScope(s)) is { } unusable
            ? throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.ScopeInvalid), unusable))
            : scopes;
    }

    /// <summary>True if a text can be one scope (RFC 6749, 3.3).</summary>
    public static bool IsScope(string? text) => text is { Length: > 0 } && text.All(c => c is > ' ' and <= '~' and not ('"' or '\\'));

    /// <summary>The redirect address with a port.</summary>
    public static string RedirectAddress(int port) => FormattableString.Invariant($"http://localhost:{port}{RedirectPath}");
}
