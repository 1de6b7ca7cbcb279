using System.Management.Automation;
using System.Net;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Http;
using QlikConnections.Client.Repository;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>Signs in to a Qlik Cloud tenant or a client-managed site, or starts a sandbox.</summary>
[Cmdlet(VerbsCommunications.Connect, "QlikSession", DefaultParameterSetName = Rows, HelpUri = OnlineHelp.Authentication)]
[OutputType(typeof(QlikSession))]
public sealed class ConnectQlikSessionCommand : AsyncCmdlet
{
    private const string Rows = "Row";
    private const string WithApiKey = "ApiKey";
    private const string WithAccessToken = "AccessToken";
    private const string WithClient = "ClientCredential";
    private const string WithCertificate = "Certificate";
    private const string WithCertificateFile = "CertificateFile";
    private const string WithWindowsLogin = "Windows";
    private const string WithOwnWindowsLogin = "WindowsDefault";
    private const string WithJwt = "Jwt";
    private const string WithHeader = "Header";
    private const string WithContext = "Context";
    private const string InSandbox = "Sandbox";
    private readonly List<Attempt> _attempts = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private SessionTable? _table;
    private string _userAgent = "";

    /// <summary>Rows with the columns of the parameters, or tenants. A column applies to its row, a parameter to all rows.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = Rows)]
    public PSObject? InputObject { get; set; }

    /// <summary>The Qlik Cloud tenant's address or host name.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithApiKey)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithAccessToken)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithClient)]
    [Parameter(Position = 0, ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [Alias("Uri")]
    public string? Tenant { get; set; }

    /// <summary>An API key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [SecretInput(IsCell = true)]
    public SecureString? ApiKey { get; set; }

    /// <summary>An existing access token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [SecretInput(IsCell = true)]
    public SecureString? AccessToken { get; set; }

    /// <summary>Client id and client secret of an OAuth machine-to-machine client.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithClient)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    public PSCredential? ClientCredential { get; set; }

    /// <summary>The host name of a client-managed site, with a port if it is not the default one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithCertificate)]
    [Parameter(Mandatory = true, ParameterSetName = WithCertificateFile)]
    [Parameter(Mandatory = true, ParameterSetName = WithWindowsLogin)]
    [Parameter(Mandatory = true, ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(Mandatory = true, ParameterSetName = WithJwt)]
    [Parameter(Mandatory = true, ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [Alias("ComputerName")]
    public string? Server { get; set; }

    /// <summary>The site's client certificate with its private key: an object, or the thumbprint or path of one in the certificate
    /// stores.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [Alias("CertificateThumbprint")]
    [CertificateInput(WithKey = true)]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The site's client certificate in a .pfx file, or in a .pem file with its key in the same file or in
    /// <c>…_key.pem</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? CertificatePath { get; set; }

    /// <summary>The password of the .pfx file.</summary>
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [SecretInput(IsCell = true)]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The directory of the user to act as, with a certificate or header.</summary>
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? UserDirectory { get; set; }

    /// <summary>The id of the user to act as, with a certificate or header.</summary>
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(Mandatory = true, ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? UserId { get; set; }

    /// <summary>A Windows login, for the proxy.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Signs in to the proxy with the account that PowerShell runs under.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [Alias("UseDefaultCredentials")]
    [CellInput(typeof(SwitchParameter))]
    public SwitchParameter UseDefaultCredential { get; set; }

    /// <summary>A JSON web token, for a virtual proxy that accepts them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithJwt)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [SecretInput(IsCell = true)]
    public SecureString? Jwt { get; set; }

    /// <summary>The header in which a virtual proxy expects the user. Anyone who can reach such a proxy can act as any user.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? HeaderName { get; set; }

    /// <summary>The prefix of the virtual proxy; cannot be used with certificates.</summary>
    [Parameter(ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(ParameterSetName = WithJwt)]
    [Parameter(ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? VirtualProxy { get; set; }

    /// <summary>The site's root certificate, trusted for this session only: an object or a file.</summary>
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(ParameterSetName = WithJwt)]
    [Parameter(ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [CertificateInput]
    public X509Certificate2? TrustedRoot { get; set; }

    /// <summary>Accepts any server certificate. For test sites.</summary>
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(ParameterSetName = WithJwt)]
    [Parameter(ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [CellInput(typeof(SwitchParameter))]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>A context of qlik-cli. Its server and sign-in are read from the file of qlik-cli.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithContext)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string? Context { get; set; }

    /// <summary>The platform of the sandbox.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InSandbox)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [CellInput(typeof(QlikPlatform))]
    public QlikPlatform? Sandbox { get; set; }

    /// <summary>A file that keeps the sandbox's state; created if it does not exist.</summary>
    [Parameter(ParameterSetName = InSandbox)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Path { get; set; }

    /// <summary>The addresses that are used with a Qlik Cloud tenant.</summary>
    [Parameter(ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = WithClient)]
    [Parameter(ParameterSetName = WithContext)]
    [Parameter(ParameterSetName = InSandbox)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [CellInput(typeof(QlikApiNamespace))]
    public QlikApiNamespace? ApiNamespace { get; set; }

    /// <summary>The version of the API that is used with a Qlik Cloud tenant.</summary>
    [Parameter(ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = WithClient)]
    [Parameter(ParameterSetName = WithContext)]
    [Parameter(ParameterSetName = InSandbox)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [CellInput(typeof(QlikDialect))]
    public QlikDialect? Dialect { get; set; }

    /// <summary>The network proxy through which the session reaches its server; otherwise that of the system or the environment.</summary>
    [Parameter(ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = WithClient)]
    [Parameter(ParameterSetName = WithContext)]
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(ParameterSetName = WithJwt)]
    [Parameter(ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    public Uri? Proxy { get; set; }

    /// <summary>The login for the network proxy.</summary>
    [Parameter(ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = WithClient)]
    [Parameter(ParameterSetName = WithContext)]
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(ParameterSetName = WithJwt)]
    [Parameter(ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Signs in to the network proxy with the account that PowerShell runs under.</summary>
    [Parameter(ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = WithClient)]
    [Parameter(ParameterSetName = WithContext)]
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(ParameterSetName = WithJwt)]
    [Parameter(ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [CellInput(typeof(SwitchParameter))]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>The session's name; the host name, Sandbox or SandboxSite when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Name { get; set; }

    /// <summary>Accepts plain http from a server other than this computer.</summary>
    [Parameter(ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = WithClient)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [CellInput(typeof(SwitchParameter))]
    public SwitchParameter AllowHttp { get; set; }

    /// <summary>The longest wait for one response, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = 100;

    /// <summary>The longest total time that one request waits for the server's rate limit, in seconds.</summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    public int RateLimitWaitSec { get; set; } = 600;

    /// <summary>The largest response that is read, in MB.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int MaximumResponseMB { get; set; } = 48;

    /// <summary>How many piped rows sign in at the same time.</summary>
    [Parameter(ParameterSetName = Rows)]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 16;

    private TimeSpan MaxWait => TimeSpan.FromSeconds(TimeoutSec);

    /// <inheritdoc/>
    protected override async Task BeginAsync() =>
        (_table, _userAgent) = await AskAsync(() =>
        {
            RefuseBlank();
            SessionTypeData.Register();
            WarnOfQlikCli();
            return (SessionTable.Current, Commands.UserAgent.Of(SessionState));
        }).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (!MyInvocation.ExpectingInput)
        {
            var only = await ReadAsync().ConfigureAwait(false);
            Add(await only.Connect(StopToken).ConfigureAwait(false), only);
            return;
        }

        try
        {
            _attempts.Add(await ReadAsync().ConfigureAwait(false));
        }
        catch (QlikException failure)
        {
            // Errors come in the order of the rows, so it waits for those that are still signing in.
            _attempts.Add(new Attempt(RowName, _ => Task.FromException<IDataConnectionClient>(failure)));
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        if (_attempts.Count == 0)
        {
            return;
        }

        using var progress = new WorkProgress(this, MyInvocation.MyCommand.Name, _attempts.Count);
        var signIns = _attempts.SelectInOrderAsync(ThrottleLimit, (attempt, stop) => attempt.Connect(stop), StopToken);
        await foreach (var (attempt, client) in signIns.ConfigureAwait(false))
        {
            progress.Done();
            try
            {
                Add(await client.ConfigureAwait(false), attempt);
            }
            catch (QlikException failure)
            {
                Fail(failure.InSession(attempt.Name), attempt.Name);
            }
        }
    }

    private void Add(IDataConnectionClient client, Attempt attempt)
    {
        var session = client.Session;
        if (_table!.Add(session) is { } replaced && (replaced.Uri != session.Uri || attempt.StartsSandbox))
        {
            var text = replaced.Uri == session.Uri ? nameof(Strings.SandboxStartedAgain) : nameof(Strings.SessionReplaced);
            Warn(QlikFailure.Message(text, replaced.Name, replaced.Uri));
        }

        Emit(session);
    }

    /// <summary>Refuses empty values of the command line: a misspelled variable. In a row they are empty cells.</summary>
    private void RefuseBlank()
    {
        if (MyInvocation.BoundParameters.FirstOrDefault(v => v.Key != nameof(InputObject) && BlankValue.Is(v.Value)).Key is { } name)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.BlankSignIn), name));
        }
    }

    /// <summary>What to call the row in an error.</summary>
    private string RowName =>
        NullIfBlank(Name)
        ?? NullIfBlank(Tenant)
        ?? NullIfBlank(Server)
        ?? QlikFailure.Message(nameof(Strings.RowWithoutName), _attempts.Count + 1);

    /// <summary>Reads how to sign in from the present values of the parameters.</summary>
    private async Task<Attempt> ReadAsync()
    {
        if (Tenant is null && InputObject?.BaseObject is string tenant)
        {
            Tenant = tenant;
        }

        if (new[] { ApiKey, AccessToken, CertificatePassword, Jwt }.Any(s => ReferenceEquals(s, SecretInputAttribute.PlainText)))
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.SecretAsText);
        }

        var contexts = MyInvocation.ExpectingInput || !SignInForm.IsNone(this) ? null : ContextsInUse();
        var signIn = contexts is null ? SignInForm.Of(this) : WithContext;
        var attempt = signIn switch
        {
            InSandbox => SandboxAttempt(await StatePathAsync().ConfigureAwait(false)),
            WithContext => ContextAttempt((contexts ?? CliContextFile.Read(CliContextFile.DefaultPath())).Get(NullIfBlank(Context))),
            WithApiKey or WithAccessToken => Of(TenantOptions(signIn, Tenant!, ApiKey ?? AccessToken, null)),
            WithClient => Of(TenantOptions(signIn, Tenant!, null, ClientCredential)),
            _ => Of(await SiteOptionsAsync(signIn).ConfigureAwait(false)),
        };
        return !MyInvocation.ExpectingInput || _names.Add(attempt.Name)
            ? attempt
            : throw QlikFailure.Create(
                nameof(Strings.QlikInputContradiction),
                QlikFailure.Message(nameof(Strings.SessionNameTwice), attempt.Name)
            );
    }

    private static Attempt Of(CloudConnectOptions options) => new(options.Name, stop => CloudConnector.ConnectAsync(options, stop));

    private static Attempt Of(RepositoryConnectOptions options) =>
        new(options.Name, stop => RepositoryConnector.ConnectAsync(options, stop));

    /// <summary>Functions take precedence over cmdlets of the same name, regardless of the order of import. Cmdlets are requested too,
    /// because PowerShell would otherwise look for a function in modules that are not loaded.</summary>
    private void WarnOfQlikCli()
    {
        if (
            InvokeCommand.GetCommand("Get-QlikDataConnection", CommandTypes.Function | CommandTypes.Cmdlet) is FunctionInfo
            {
                ModuleName: "Qlik-Cli"
            }
        )
        {
            WriteWarning(Strings.CliModuleLoaded);
        }
    }

    private async Task<string?> StatePathAsync() =>
        string.IsNullOrWhiteSpace(Path) ? null : await FilePathAsync(Path!).ConfigureAwait(false);

    private Attempt SandboxAttempt(string? statePath)
    {
        var platform = Sandbox!.Value;
        var (addresses, dialect) = (ApiNamespace ?? QlikApiNamespace.V1, Dialect ?? QlikDialect.Current);
        if (platform == QlikPlatform.Repository && (addresses != QlikApiNamespace.V1 || dialect != QlikDialect.Current))
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikNotSupported),
                addresses != QlikApiNamespace.V1 ? "-ApiNamespace" : "-Dialect",
                Strings.ClientManaged
            );
        }

        var session = new SandboxSession
        {
            StatePath = statePath,
            Name = NullIfBlank(Name) ?? (platform == QlikPlatform.Cloud ? "Sandbox" : "SandboxSite"),
            ApiNamespace = addresses,
            Dialect = dialect,
            Timeout = MaxWait,
            UserAgent = _userAgent,
        };
        return new Attempt(session.Name, stop => session.ConnectAsync(platform, stop)) { StartsSandbox = statePath is null };
    }

    /// <summary>The contexts of qlik-cli, if it is used here and one of them is the current one.</summary>
    private static CliContextFile? ContextsInUse()
    {
        var path = CliContextFile.DefaultPath();
        return File.Exists(path) && CliContextFile.Read(path) is { HasCurrent: true } contexts ? contexts : null;
    }

    private Attempt ContextAttempt(CliContext context)
    {
        var name = NullIfBlank(Name) ?? context.Name;
        Verbose(QlikFailure.Message(nameof(Strings.ContextUsed), context.Name));
        if (context.Platform == QlikPlatform.Repository)
        {
            var site = RepositoryAddress.Parse(context.Server, withCertificate: false, virtualProxy: null);
            return Of(SiteOptions(WithJwt, site, context.SkipsCertificateCheck) with { Name = name, Jwt = context.Token });
        }

        var options = context.ClientSecret is { } secret
            ? TenantOptions(WithClient, context.Server, null, new PSCredential(context.ClientId, secret))
            : TenantOptions(WithApiKey, context.Server, context.Token, null);
        return Of(options with { Name = name });
    }

    private CloudConnectOptions TenantOptions(string signIn, string address, SecureString? token, PSCredential? client)
    {
        var tenant = CloudAddress.Parse(address, AllowHttp);
        return new CloudConnectOptions
        {
            Name = NullIfBlank(Name) ?? tenant.Host,
            Tenant = tenant,
            Token = token,
            ApiNamespace = ApiNamespace ?? QlikApiNamespace.V1,
            Dialect = Dialect ?? QlikDialect.Current,
            ClientId = client?.UserName,
            ClientSecret = client?.Password,
            Authentication = signIn == WithClient ? "OAuth" : signIn,
            Proxy = NetworkProxy(),
            Timeout = MaxWait,
            RateLimitMaxWait = TimeSpan.FromSeconds(RateLimitWaitSec),
            MaximumResponseMB = MaximumResponseMB,
            UserAgent = _userAgent,
        };
    }

    private async Task<RepositoryConnectOptions> SiteOptionsAsync(string signIn)
    {
        var withCertificate = signIn is WithCertificate or WithCertificateFile;
        var (directory, user) = withCertificate || signIn == WithHeader ? SiteUser(withCertificate) : ("", "");
        return SiteOptions(signIn, RepositoryAddress.Parse(Server!, withCertificate, VirtualProxy), SkipCertificateCheck) with
        {
            Certificate =
                signIn == WithCertificateFile
                    ? CertificateFile.Client(await FilePathAsync(CertificatePath!).ConfigureAwait(false), CertificatePassword)
                    : Certificate,
            OwnsCertificate = signIn == WithCertificateFile,
            UserDirectory = directory,
            UserId = user,
            WindowsCredential = UseDefaultCredential ? CredentialCache.DefaultCredentials : Credential?.GetNetworkCredential(),
            Jwt = Jwt,
            HeaderName = NullIfBlank(HeaderName),
            TrustedRoot = TrustedRoot,
        };
    }

    private RepositoryConnectOptions SiteOptions(string signIn, Uri site, bool skipsCertificateCheck)
    {
        if (skipsCertificateCheck)
        {
            Warn(QlikFailure.Message(nameof(Strings.CertificateNotChecked), site.Host));
        }

        return new RepositoryConnectOptions
        {
            Name = NullIfBlank(Name) ?? site.Host,
            Site = site,
            Authentication = signIn switch
            {
                WithCertificateFile => WithCertificate,
                WithOwnWindowsLogin => WithWindowsLogin,
                var other => other,
            },
            Proxy = NetworkProxy(),
            SkipCertificateCheck = skipsCertificateCheck,
            Timeout = MaxWait,
            RateLimitMaxWait = TimeSpan.FromSeconds(RateLimitWaitSec),
            MaximumResponseMB = MaximumResponseMB,
            UserAgent = _userAgent,
        };
    }

    /// <summary>The user to act as, with a certificate or header. Users write DIR\user as one value, which no directory has as a user
    /// id.</summary>
    private (string Directory, string User) SiteUser(bool withCertificate)
    {
        // Empty cells of a row say nothing.
        var given = NullIfBlank(UserDirectory)?.Trim();
        // INTERNAL\sa_api is the default user of the console's own tools.
        var parts = (NullIfBlank(UserId) ?? "sa_api").Split('\\');
        var user = parts[parts.Length - 1].Trim();
        var directory = parts.Length > 1 ? parts[0].Trim() : given ?? (withCertificate ? "INTERNAL" : null);
        if (parts.Length > 2 || !IsUserPart(user) || (directory is not null && !IsUserPart(directory)))
        {
            throw InvalidUser(nameof(Strings.UserIdIncomplete), UserDirectory, UserId);
        }

        return given is null || given.Equals(directory, StringComparison.OrdinalIgnoreCase)
            ? (directory ?? "", user)
            : throw InvalidUser(nameof(Strings.UserIdWithDirectory), UserId, UserDirectory);
    }

    private static bool IsUserPart(string text) => text.Length > 0 && text.IndexOf('\\') < 0;

    private static QlikException InvalidUser(string reason, params object?[] arguments) =>
        QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(reason, arguments));

    /// <summary>The network proxy of the session; null for that of the system.</summary>
    private SessionProxy? NetworkProxy()
    {
        if (Proxy is null)
        {
            return ProxyCredential is null && !ProxyUseDefaultCredentials ? null : throw QlikFailure.Create(
                nameof(Strings.QlikSignInInvalid),
                QlikFailure.Message(
                    nameof(Strings.ProxyMissing),
                    ProxyCredential is null ? nameof(ProxyUseDefaultCredentials) : nameof(ProxyCredential)
                )
            );
        }

        if (ProxyUseDefaultCredentials && ProxyCredential is not null)
        {
            throw QlikFailure.Create(nameof(Strings.QlikSignInInvalid), Strings.ProxyLoginTwice);
        }

        var login = ProxyUseDefaultCredentials ? CredentialCache.DefaultCredentials : ProxyCredential?.GetNetworkCredential();
        return new SessionProxy(Proxy, login);
    }

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>A sign-in that is still to be done.</summary>
    /// <param name="Name">The name of the session.</param>
    /// <param name="Connect">Signs in.</param>
    private sealed record class Attempt(string Name, Func<CancellationToken, Task<IDataConnectionClient>> Connect)
    {
        /// <summary>True for a sandbox without a file: it starts again, and nothing of an earlier one of its name is left.</summary>
        public bool StartsSandbox { get; init; }
    }
}
