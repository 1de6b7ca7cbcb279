using System.Management.Automation;
using System.Reflection;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Http;
using QlikConnections.Client.Repository;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>Saves a server and how to sign in to it, without any secret, for Connect-QlikSession -Profile.</summary>
[Cmdlet(
    VerbsData.Save,
    "QlikProfile",
    DefaultParameterSetName = OfSession,
    SupportsShouldProcess = true,
    HelpUri = OnlineHelp.Authentication
)]
[OutputType(typeof(QlikProfile))]
public sealed class SaveQlikProfileCommand : AsyncCmdlet
{
    private const string OfSession = "Session";
    private const string OfTenant = "Tenant";
    private const string OfSite = "Server";

    /// <summary>The name of the profile.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The session whose server and sign-in are saved; the default session when not given.</summary>
    [Parameter(ParameterSetName = OfSession, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public SessionIdentity? Session { get; set; }

    /// <summary>The address of a Qlik Cloud tenant.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(Mandatory = true, ParameterSetName = OfTenant)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string Tenant { get; set; } = "";

    /// <summary>The id of an OAuth client: a native one with -Interactive, otherwise a machine-to-machine client. Without it the sign-in is
    /// an API key.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfTenant)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? ClientId { get; set; }

    /// <summary>The sign-in is that of a person in their browser.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfTenant)]
    public SwitchParameter Interactive { get; set; }

    /// <summary>The ports of the redirect addresses that the OAuth client has, in the order in which they are tried.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfTenant)]
    [ValidateRange(1, 65535)]
    [ValidateCount(1, 5)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int[]? RedirectPort { get; set; }

    /// <summary>What the session may do; with offline_access it can be renewed.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfTenant)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[]? Scope { get; set; }

    /// <summary>Accepts plain http from a server other than this computer.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfTenant)]
    public SwitchParameter AllowHttp { get; set; }

    /// <summary>The addresses that are used with the tenant.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfTenant)]
    public QlikApiNamespace? ApiNamespace { get; set; }

    /// <summary>The version of the API that is used with the tenant.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfTenant)]
    public QlikDialect? Dialect { get; set; }

    /// <summary>The host name of a client-managed site.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(Mandatory = true, ParameterSetName = OfSite)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string Server { get; set; } = "";

    /// <summary>The prefix of the virtual proxy.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfSite)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? VirtualProxy { get; set; }

    /// <summary>A client certificate in the certificate stores: an object, a thumbprint or a path.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfSite)]
    [CertificateInput(WithKey = true)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The file of a client certificate.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfSite)]
    public string? CertificatePath { get; set; }

    /// <summary>The name of a Windows login.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfSite)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? UserName { get; set; }

    /// <summary>Signs in with the Windows account that PowerShell runs under.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfSite)]
    public SwitchParameter UseDefaultCredential { get; set; }

    /// <summary>The header in which a virtual proxy expects the user.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfSite)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? HeaderName { get; set; }

    /// <summary>The directory of the user to act as, with a certificate or header.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfSite)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? UserDirectory { get; set; }

    /// <summary>The id of the user to act as, with a certificate or header.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfSite)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? UserId { get; set; }

    /// <summary>The site's root certificate: an object or a file. The profile contains a copy.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfSite)]
    [CertificateInput]
    public X509Certificate2? TrustedRoot { get; set; }

    /// <summary>Accepts any server certificate. For test sites.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfSite)]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The port of the site's engine, for client certificates; 4747 when not given.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfSite)]
    [ValidateRange(1, 65535)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int? EnginePort { get; set; }

    /// <summary>The network proxy.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfTenant)]
    [Parameter(ParameterSetName = OfSite)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public Uri? Proxy { get; set; }

    /// <summary>Signs in to the network proxy with the account that PowerShell runs under.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfTenant)]
    [Parameter(ParameterSetName = OfSite)]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>The longest wait for one response, in seconds.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfTenant)]
    [Parameter(ParameterSetName = OfSite)]
    [ValidateRange(1, 3600)]
    [ArgumentCompleter(typeof(NoCompleter))]
    [PastedText]
    public int? TimeoutSec { get; set; }

    /// <summary>The longest total time that one request waits for the server's rate limit, in seconds.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfTenant)]
    [Parameter(ParameterSetName = OfSite)]
    [NumberInput]
    [ValidateRange(0, 86400)]
    [ArgumentCompleter(typeof(NoCompleter))]
    [PastedText]
    public int? RateLimitWaitSec { get; set; }

    /// <summary>The largest response that is read, in MB.</summary>
    [Parameter(ParameterSetName = OfSession)]
    [Parameter(ParameterSetName = OfTenant)]
    [Parameter(ParameterSetName = OfSite)]
    [ValidateRange(1, 1024)]
    [ArgumentCompleter(typeof(NoCompleter))]
    [PastedText]
    public int? MaximumResponseMB { get; set; }

    /// <summary>The name of the secret in a vault of SecretManagement.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? SecretName { get; set; }

    /// <summary>The vault; the default vault when not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? SecretVault { get; set; }

    /// <summary>A secret to write into the vault.</summary>
    [Parameter]
    [SecretInput]
    [ArgumentCompleter(typeof(NoCompleter))]
    public SecureString? Secret { get; set; }

    /// <summary>A file with the secret, which only this user can read.</summary>
    [Parameter]
    public string? SecretFile { get; set; }

    /// <summary>Replaces a profile of that name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the profile.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        // An empty value of the command line is a misspelled variable.
        if (await AskAsync(() => BlankValue.Find(MyInvocation.BoundParameters)).ConfigureAwait(false) is { } blank)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.BlankSignIn), blank));
        }

        var form = await AskAsync(Form).ConfigureAwait(false);
        var folder = ProfileFolder.OfUser();
        var name = folder.CheckWritable(Name, Force);
        var profile = await ReferenceAsync(await DescribedAsync(form).ConfigureAwait(false)).ConfigureAwait(false);
        CheckFiles(profile);
        if (!await AskAsync(() => IsApproved(name, profile)).ConfigureAwait(false))
        {
            return;
        }

        if (Secret is { } secret)
        {
            // First the secret: a profile without it is of no use.
            await AskAsync(() => new SecretManagement(InvokeCommand).Set(profile.Secret!, secret)).ConfigureAwait(false);
        }

        var spelled = folder.Save(name, profile, Force);
        if (PassThru)
        {
            Emit(ProfileObject.Of(folder, spelled, profile));
        }
    }

    private bool IsApproved(string name, SignInProfile profile)
    {
        var server = profile.Tenant ?? profile.Server ?? profile.Platform.ToString();
        return ShouldProcess(
            QlikFailure.Message(nameof(Strings.ProfileTarget), name, server, profile.SignIn),
            Secret is null
                ? Strings.ActionSaveProfile
                : QlikFailure.Message(nameof(Strings.ActionSaveProfileSecret), profile.Secret)
        );
    }

    /// <summary>What is saved: a session, a tenant or a site. The set of sessions takes all parameters, so that it is said here what does
    /// not fit, and not by PowerShell, which does not say it.</summary>
    private string Form()
    {
        (string Name, string[] Forms)[] given =
        [
            .. MyInvocation
                .BoundParameters.Where(p => p.Value is not SwitchParameter { IsPresent: false })
                .Select(p => (p.Key, Forms: FormsOf(p.Key)))
                .Where(p => p.Forms.Length > 0),
        ];
        var form = given.Select(p => p.Name).FirstOrDefault(n => n is nameof(Session) or nameof(Tenant) or nameof(Server));
        if (given.FirstOrDefault(p => !p.Forms.Contains(form)) is not { Name: { } extra } unfit)
        {
            return form ?? OfSession;
        }

        throw Invalid(
            form is null ? QlikFailure.Message(nameof(Strings.ProfileNeedsAddress), extra, Listed(unfit.Forms))
            : unfit.Forms.Contains(extra) ? QlikFailure.Message(nameof(Strings.ProfileAddressTwice), extra, form)
            : QlikFailure.Message(nameof(Strings.ProfileUnfit), extra, form, Listed(unfit.Forms))
        );
    }

    /// <summary>What a parameter is for; nothing for those that are for all.</summary>
    private string[] FormsOf(string parameter) =>
        parameter == nameof(Session)
            ? [OfSession]
            :
            [
                .. (GetType().GetProperty(parameter)?.GetCustomAttributes<ParameterAttribute>() ?? [])
                    .Select(a => a.ParameterSetName)
                    .Where(set => set is OfTenant or OfSite),
            ];

    private static string Listed(string[] forms) => string.Join(Strings.SignInOr, forms.Select(f => $"-{f}"));

    /// <summary>Refuses files and secrets with which nobody could sign in.</summary>
    private void CheckFiles(SignInProfile profile)
    {
        var file = profile.Secret?.File;
        var secret = Secret ?? (file is null ? null : Client.SignIn.SecretFile.Read(file));
        if (secret is not null && profile.ProblemOf(secret) is { } problem)
        {
            throw file is null ? Invalid(problem) : QlikFailure.Create(nameof(Strings.QlikSecretUnavailable), file, problem);
        }

        if (profile.CertificatePath is { } path && (secret is not null || !CertificateFile.IsProtected(path)))
        {
            using var certificate = CertificateFile.Client(path, secret);
            ClientCertificate.Check(certificate, TimeProvider.System);
        }
    }

    private async Task<SignInProfile> DescribedAsync(string form) => form switch
    {
        OfTenant => Limited(TenantProfile()),
        OfSite => Limited(await SiteProfileAsync().ConfigureAwait(false)),
        _ => await SessionProfileAsync().ConfigureAwait(false),
    };

    private async Task<SignInProfile> SessionProfileAsync()
    {
        var session = await AskAsync(() =>
            {
                var table = SessionTable.Current;
                return Session is null ? table.Default : Session.Session ?? table.Named(Session.Name);
            })
            .ConfigureAwait(false);
        var profile = session.SignIn as SignInProfile
            ?? throw Invalid(QlikFailure.Message(nameof(Strings.ProfileSessionUnknown), session.Name));
        return InStore(profile);
    }

    private SignInProfile TenantProfile()
    {
        if (!Interactive && (RedirectPort ?? (object?)Scope) is not null)
        {
            var given = RedirectPort is null ? nameof(Scope) : nameof(RedirectPort);
            throw Invalid(QlikFailure.Message(nameof(Strings.ProfileNeedsInteractive), given));
        }

        return new()
        {
            SignIn = Interactive ? SignInKind.Interactive : ClientId is null ? SignInKind.ApiKey : SignInKind.OAuth,
            Tenant = CloudAddress.Parse(Tenant, AllowHttp).AbsoluteUri,
            ClientId = Interactive ? NativeClientId.Of(ClientId) : ClientId is null ? null : OAuthClientId.Of(ClientId),
            RedirectPort = RedirectPort,
            Scope = Scope is null ? null : BrowserSignInOptions.ScopesOf(Scope),
            AllowHttp = AllowHttp,
            ApiNamespace = ApiNamespace,
            Dialect = Dialect,
        };
    }

    private async Task<SignInProfile> SiteProfileAsync()
    {
        var kind = SiteSignIn();
        var withCertificate = kind == SignInKind.Certificate;
        if (!withCertificate && kind != SignInKind.Header && (UserDirectory ?? UserId) is not null)
        {
            throw Invalid(Strings.ProfileUserUnused);
        }

        if (kind == SignInKind.Header && UserId is null)
        {
            throw Invalid(Strings.ProfileHeaderNeedsUser);
        }

        var header = HeaderName?.Trim();
        var (directory, user) =
            withCertificate || kind == SignInKind.Header ? SiteUser.Of(UserDirectory, UserId, withCertificate) : (null, null);
        if (header is not null)
        {
            CheckHeader(header, directory, user);
        }

        return InStore(
            SignInProfile.OfSite(kind, RepositoryAddress.Parse(Server, withCertificate, VirtualProxy)) with
            {
                Certificate = Certificate?.Thumbprint,
                CertificatePath = CertificatePath is null ? null : await FilePathAsync(CertificatePath).ConfigureAwait(false),
                UserName = UserName?.Trim(),
                HeaderName = header,
                UserDirectory = directory,
                UserId = user,
                TrustedRoot = TrustedRoot?.RawData,
                SkipCertificateCheck = SkipCertificateCheck,
                EnginePort = EnginePort,
            }
        );
    }

    private static void CheckHeader(string name, string? directory, string? user)
    {
        if ((HeaderUser.ProblemOfName(name) ?? HeaderUser.ProblemOfUser(directory, user)) is { } problem)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), problem);
        }
    }

    private SignInKind SiteSignIn()
    {
        (string Parameter, bool IsGiven, SignInKind Kind)[] forms =
        [
            (nameof(Certificate), Certificate is not null, SignInKind.Certificate),
            (nameof(CertificatePath), CertificatePath is not null, SignInKind.Certificate),
            (nameof(UserName), UserName is not null, SignInKind.Windows),
            (nameof(UseDefaultCredential), UseDefaultCredential, SignInKind.WindowsDefault),
            (nameof(HeaderName), HeaderName is not null, SignInKind.Header),
        ];
        var given = forms.Where(f => f.IsGiven).ToArray();
        return given.Length switch
        {
            0 => SignInKind.Jwt,
            1 => given[0].Kind,
            _ => throw Invalid(QlikFailure.Message(nameof(Strings.ProfileSignInTwice), given[0].Parameter, given[1].Parameter)),
        };
    }

    private SignInProfile Limited(SignInProfile profile)
    {
        if (ProxyUseDefaultCredentials && Proxy is null)
        {
            throw Invalid(QlikFailure.Message(nameof(Strings.ProxyMissing), nameof(ProxyUseDefaultCredentials)));
        }

        // Refuses what is not the address of a proxy, or contains a login.
        using var proxy = Proxy is null ? null : new SessionProxy(Proxy, login: null);
        return profile with
        {
            Proxy = Proxy?.OriginalString,
            ProxyUseDefaultCredentials = ProxyUseDefaultCredentials,
            TimeoutSec = TimeoutSec,
            RateLimitWaitSec = RateLimitWaitSec,
            MaximumResponseMB = MaximumResponseMB,
        };
    }

    /// <summary>The profile with the place of its secret.</summary>
    private async Task<SignInProfile> ReferenceAsync(SignInProfile profile)
    {
        var inVault = (SecretName ?? SecretVault) is not null || Secret is not null;
        if (!inVault && SecretFile is null)
        {
            return profile;
        }

        if (inVault && SecretFile is not null)
        {
            throw Invalid(Strings.ProfileSecretTwice);
        }

        if (!MayHaveSecret(profile))
        {
            throw Invalid(QlikFailure.Message(nameof(Strings.ProfileSecretNotNeeded), profile.SignIn));
        }

        return profile with
        {
            Secret = inVault
                ? new SecretReference { Name = SecretName?.Trim() ?? $"QlikConnections-{Name}", Vault = SecretVault?.Trim() }
                : new SecretReference { File = await FilePathAsync(SecretFile!).ConfigureAwait(false) },
        };
    }

    /// <summary>Whether the sign-in has a secret to keep. The refresh token of a browser comes with the first sign-in, into a
    /// vault.</summary>
    private bool MayHaveSecret(SignInProfile profile) =>
        profile.NeedsSecret
        || profile.CertificatePath is not null
        || (profile.SignIn == SignInKind.Interactive && SecretFile is null && Secret is null);

    /// <summary>Refuses a certificate that could not be found later.</summary>
    private static SignInProfile InStore(SignInProfile profile)
    {
        if (profile.Certificate is not { } thumbprint)
        {
            return profile;
        }

        try
        {
            using var found = CertificateStore.Find(thumbprint, withKey: true);
            ClientCertificate.Check(found, TimeProvider.System);
            return profile;
        }
        catch (QlikException failure)
        {
            throw new QlikException(failure.ErrorId, failure.Message, Strings.ProfileCertificateNotStored, failure);
        }
    }

    private static QlikException Invalid(string reason)
    {
        const string id = nameof(Strings.QlikSignInInvalid);
        return new QlikException(id, QlikFailure.Message(id, reason), Strings.ProfileSignInAdvice);
    }
}
