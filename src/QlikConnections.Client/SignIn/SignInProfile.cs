using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Http;
using QlikConnections.Client.Repository;

namespace QlikConnections.Client.SignIn;

/// <summary>
/// A server and how to sign in to it, without any secret: the content of a profile. Most members have the names of the parameters of
/// Connect-QlikSession.
/// </summary>
public sealed record class SignInProfile
{
    /// <summary>The newest form of the file that is known here.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The form of the file.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The kind of sign-in.</summary>
    public SignInKind SignIn { get; init; }

    /// <summary>The address of a tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>The address of a site.</summary>
    public string? Server { get; init; }

    /// <summary>The prefix of its virtual proxy; null for the default one.</summary>
    public string? VirtualProxy { get; init; }

    /// <summary>Where the secret is; null if there is none, or it is asked for.</summary>
    public SecretReference? Secret { get; init; }

    /// <summary>The id of an OAuth client.</summary>
    public string? ClientId { get; init; }

    /// <summary>What a session of a browser may do; null for the default.</summary>
    public string[]? Scope { get; init; }

    /// <summary>The ports of the redirect addresses of a sign-in in the browser; null for the default ones.</summary>
    public int[]? RedirectPort { get; init; }

    /// <summary>A certificate in the stores: its thumbprint, or its path.</summary>
    public string? Certificate { get; init; }

    /// <summary>The full path of a certificate's file.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The name of a Windows login.</summary>
    public string? UserName { get; init; }

    /// <summary>The directory of the user to act as.</summary>
    public string? UserDirectory { get; init; }

    /// <summary>The id of the user to act as.</summary>
    public string? UserId { get; init; }

    /// <summary>The header in which a virtual proxy expects the user.</summary>
    public string? HeaderName { get; init; }

    /// <summary>The root certificate of the site. It is public.</summary>
    public byte[]? TrustedRoot { get; init; }

    /// <summary>True to accept any certificate of the server.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>The port of the site's engine, with a certificate; null for the default.</summary>
    public int? EnginePort { get; init; }

    /// <summary>True to accept plain http.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>The platform of a sandbox.</summary>
    public QlikPlatform? Sandbox { get; init; }

    /// <summary>The full path of the file with the state of a sandbox.</summary>
    public string? Path { get; init; }

    /// <summary>The addresses to use with a tenant.</summary>
    public QlikApiNamespace? ApiNamespace { get; init; }

    /// <summary>The version of the API to use with a tenant.</summary>
    public QlikDialect? Dialect { get; init; }

    /// <summary>The network proxy.</summary>
    public string? Proxy { get; init; }

    /// <summary>True to sign in to the network proxy with the account that PowerShell runs under.</summary>
    public bool ProxyUseDefaultCredentials { get; init; }

    /// <summary>The longest wait for one response, in seconds; null for the default.</summary>
    public int? TimeoutSec { get; init; }

    /// <summary>The longest wait for the rate limit, in seconds; null for the default.</summary>
    public int? RateLimitWaitSec { get; init; }

    /// <summary>The largest response, in MB; null for the default.</summary>
    public int? MaximumResponseMB { get; init; }

    /// <summary>The platform of the server.</summary>
    [JsonIgnore]
    public QlikPlatform Platform => Sandbox ?? (Tenant is null ? QlikPlatform.Repository : QlikPlatform.Cloud);

    /// <summary>True if the sign-in is not possible without a secret.</summary>
    [JsonIgnore]
    public bool NeedsSecret =>
        SignIn is SignInKind.ApiKey or SignInKind.AccessToken or SignInKind.OAuth or SignInKind.Windows or SignInKind.Jwt;

    /// <summary>The client or user whose secret is needed; null if the secret says it. A refresh token is never sent to another tenant, or
    /// for another client, than it came from.</summary>
    [JsonIgnore]
    public string? SecretOwner => SignIn switch
    {
        SignInKind.OAuth => ClientId,
        SignInKind.Interactive => $"{ClientId}@{new Uri(Tenant!).Authority}",
        _ => UserName,
    };

    /// <summary>What the secret is: the key under which a table of a vault has it, and what a prompt asks for.</summary>
    [JsonIgnore]
    public string SecretKey => SignIn switch
    {
        SignInKind.OAuth => "ClientSecret",
        SignInKind.Interactive => "RefreshToken",
        SignInKind.Certificate => "CertificatePassword",
        SignInKind.Windows => "Password",
        _ => SignIn.ToString(),
    };

    /// <summary>The user or client that signs in or is acted as; null if the secret alone says it.</summary>
    [JsonIgnore]
    public string? Identity => ClientId ?? UserName ?? (UserDirectory is null ? UserId : $@"{UserDirectory}\{UserId}");

    /// <summary>A site.</summary>
    /// <param name="signIn">The kind of sign-in.</param>
    /// <param name="site">The address, with the prefix of a virtual proxy.</param>
    public static SignInProfile OfSite(SignInKind signIn, Uri site)
    {
        var prefix = Uri.UnescapeDataString(site.AbsolutePath.Trim('/'));
        return new()
        {
            SignIn = signIn,
            // With the port, because the default one depends on the sign-in.
            Server = site.GetComponents(UriComponents.SchemeAndServer | UriComponents.StrongPort, UriFormat.UriEscaped),
            VirtualProxy = prefix.Length > 0 ? prefix : null,
        };
    }

    /// <summary>What is wrong with it, as a sentence; null if it can be used.</summary>
    public string? Problem() =>
        Invalid() is { } invalid ? QlikFailure.Message(nameof(Strings.ProfileValueInvalid), invalid)
        : Missing() is { } missing ? QlikFailure.Message(nameof(Strings.ProfileMissing), missing)
        : Unfit() is { } unfit ? QlikFailure.Message(nameof(Strings.ProfileMemberUnfit), unfit, SignIn)
        : null;

    /// <summary>Why a text cannot be the secret, as a sentence; null if it can, as far as is known without a server.</summary>
    public string? ProblemOf(SecureString secret) =>
        SignIn is SignInKind.ApiKey or SignInKind.AccessToken or SignInKind.Jwt && !FixedTokenSource.IsUsable(secret)
            ? Strings.TokenUnusable
            : null;

    /// <summary>The profile with its addresses as they are used: nothing else of what a file says is shown.</summary>
    /// <exception cref="QlikException">An address cannot be used, or contains a login.</exception>
    public SignInProfile WithUsedAddresses()
    {
        using var proxy = Proxy is null ? null : new SessionProxy(new Uri(Proxy), login: null);
        if (Tenant is not null)
        {
            return this with { Tenant = CloudAddress.Parse(Tenant, AllowHttp).AbsoluteUri };
        }

        if (Server is null)
        {
            return this;
        }

        var site = OfSite(SignIn, RepositoryAddress.Parse(Server, SignIn == SignInKind.Certificate, VirtualProxy));
        return this with { Server = site.Server, VirtualProxy = site.VirtualProxy };
    }

    /// <summary>The members that only some sign-ins have, and all texts.</summary>
    private IEnumerable<(string Name, object? Value, bool Fits)> Members()
    {
        var isOfTenant = SignIn is SignInKind.ApiKey or SignInKind.AccessToken or SignInKind.OAuth or SignInKind.Interactive;
        var isSandbox = SignIn == SignInKind.Sandbox;
        var isOfSite = !isOfTenant && !isSandbox;
        var isCertificate = SignIn == SignInKind.Certificate;
        var actsAs = isCertificate || SignIn == SignInKind.Header;
        return
        [
            ("tenant", Tenant, isOfTenant),
            ("server", Server, isOfSite),
            ("virtualProxy", VirtualProxy, isOfSite),
            ("sandbox", Sandbox, isSandbox),
            ("path", Path, isSandbox),
            ("clientId", ClientId, SignIn is SignInKind.OAuth or SignInKind.Interactive),
            ("scope", Scope, SignIn == SignInKind.Interactive),
            ("redirectPort", RedirectPort, SignIn == SignInKind.Interactive),
            ("certificate", Certificate, isCertificate),
            ("certificatePath", CertificatePath, isCertificate),
            ("userName", UserName, SignIn == SignInKind.Windows),
            ("userDirectory", UserDirectory, actsAs),
            ("userId", UserId, actsAs),
            ("headerName", HeaderName, SignIn == SignInKind.Header),
            ("trustedRoot", TrustedRoot, isOfSite),
            ("skipCertificateCheck", SkipCertificateCheck ? true : null, isOfSite),
            ("enginePort", EnginePort, isCertificate),
            ("allowHttp", AllowHttp ? true : null, isOfTenant),
            ("apiNamespace", ApiNamespace, !isOfSite),
            ("dialect", Dialect, !isOfSite),
            ("proxy", Proxy, !isSandbox),
            ("proxyUseDefaultCredentials", ProxyUseDefaultCredentials ? true : null, Proxy is not null),
        ];
    }

    /// <summary>A member that another sign-in has: it would silently not apply, or mean another server.</summary>
    private string? Unfit() => Members().FirstOrDefault(m => m.Value is not null && !m.Fits).Name;

    /// <summary>The first member with a value that cannot be; null if there is none. JSON allows any number for an enumeration.</summary>
    private string? Invalid() =>
        SignIn == SignInKind.None || !IsKnown(SignIn) ? "signIn"
        : Sandbox is { } sandbox && !IsKnown(sandbox) ? "sandbox"
        : ApiNamespace is { } addresses && !IsKnown(addresses) ? "apiNamespace"
        : Dialect is { } dialect && !IsKnown(dialect) ? "dialect"
        : Secret is { IsComplete: false } || (SignIn == SignInKind.Interactive && Secret?.File is not null) ? "secret"
        : InvalidText() ?? InvalidNumber();

    private string? InvalidText() =>
        Members().FirstOrDefault(m => m.Value is string text && (string.IsNullOrWhiteSpace(text) || text.Any(char.IsControl))).Name
        ?? InvalidName()
        ?? (Scope is { } scope && (scope.Length == 0 || !scope.All(BrowserSignInOptions.IsScope)) ? "scope"
            : Proxy is not null && !Uri.TryCreate(Proxy, UriKind.Absolute, out _) ? "proxy"
            : TrustedRoot is { } root && !IsCertificate(root) ? "trustedRoot"
            : null);

    /// <summary>What would be refused when somebody signs in.</summary>
    private string? InvalidName() =>
        ClientId is not null && !OAuthClientId.IsUsable(ClientId) ? "clientId"
        : HeaderName is not null && HeaderUser.ProblemOfName(HeaderName) is not null ? "headerName"
        : HeaderName is not null && HeaderUser.ProblemOfUser(UserDirectory, UserId) is not null ? "userId"
        : null;

    private string? InvalidNumber() =>
        RedirectPort is { } ports && (ports.Length is 0 or > 5 || !ports.All(p => p is > 0 and <= 65535)) ? "redirectPort"
        : EnginePort is < 1 or > 65535 ? "enginePort"
        : TimeoutSec is < 1 or > 3600 ? "timeoutSec"
        : RateLimitWaitSec is < 0 or > 86400 ? "rateLimitWaitSec"
        : MaximumResponseMB is < 1 or > 1024 ? "maximumResponseMB"
        : null;

    /// <summary>The first member that the sign-in needs and that is not there; null if it is complete.</summary>
    private string? Missing() => SignIn switch
    {
        SignInKind.ApiKey or SignInKind.AccessToken or SignInKind.OAuth or SignInKind.Interactive when Tenant is null => "tenant",
        SignInKind.OAuth or SignInKind.Interactive when ClientId is null => "clientId",
        SignInKind.Sandbox when Sandbox is null => "sandbox",
        SignInKind.ApiKey or SignInKind.AccessToken or SignInKind.OAuth or SignInKind.Interactive or SignInKind.Sandbox => null,
        _ when Server is null => "server",
        SignInKind.Certificate when Certificate is null && CertificatePath is null => "certificate",
        SignInKind.Windows when UserName is null => "userName",
        SignInKind.Header when HeaderName is null => "headerName",
        SignInKind.Header when UserId is null => "userId",
        _ => null,
    };

    private static bool IsCertificate(byte[] bytes)
    {
        try
        {
            using var certificate = new X509Certificate2(bytes);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool IsKnown<T>(T value)
        where T : struct, Enum =>
#if NET
        Enum.IsDefined(value);
#else
        Enum.IsDefined(typeof(T), value);
#endif
}
