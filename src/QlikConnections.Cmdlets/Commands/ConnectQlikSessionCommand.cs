using System.Management.Automation;
using System.Net;
using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Http;
using QlikConnections.Client.Repository;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>Signs in to a Qlik Cloud tenant or a client-managed site, or starts a sandbox.</summary>
[Cmdlet(VerbsCommunications.Connect, "QlikSession", DefaultParameterSetName = Rows, HelpUri = OnlineHelp.Authentication)]
[OutputType(typeof(QlikSession))]
public sealed partial class ConnectQlikSessionCommand : AsyncCmdlet
{
    private readonly List<Attempt> _attempts = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private SessionTable? _table;
    private string _userAgent = "";

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
            WithBrowser => Of(BrowserOptions()),
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
