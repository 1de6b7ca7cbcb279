using System.Management.Automation;
using System.Net;
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
    private const string Me = "Connect-QlikSession";
    private readonly List<Attempt> _attempts = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private SessionTable? _table;
    private UnusedColumns? _columns;
    private string _userAgent = "";

    /// <inheritdoc/>
    protected override async Task BeginAsync() =>
        (_table, _userAgent) = await AskAsync(() =>
        {
            RefuseBlank();
            ObjectTypeData.Register();
            WarnOfQlikCli();
            // At this point only command-line parameters are bound.
            _columns = new UnusedColumns(GetType(), [.. MyInvocation.BoundParameters.Keys], isScripted: false);
            return (SessionTable.Current, Commands.UserAgent.Of(SessionState));
        }).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (!MyInvocation.ExpectingInput)
        {
            var only = await ReadAsync().ConfigureAwait(false);
            await AddAsync(await only.Connect(StopToken).ConfigureAwait(false), only).ConfigureAwait(false);
            return;
        }

        MissingIdentity.RefuseWrongDelimiter(InputObject);
        try
        {
            _columns!.Look(InputObject);
            using var table = await AskAsync(TableInput).ConfigureAwait(false);
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

        _columns!.Warnings().ToList().ForEach(Warn);
        using var progress = new WorkProgress(this, MyInvocation.MyCommand.Name, _attempts.Count);
        var signIns = _attempts.SelectInOrderAsync(ThrottleLimit, (attempt, stop) => attempt.Connect(stop), StopToken);
        await foreach (var (attempt, client) in signIns.ConfigureAwait(false))
        {
            progress.Done();
            try
            {
                await AddAsync(await client.ConfigureAwait(false), attempt).ConfigureAwait(false);
            }
            catch (QlikException failure)
            {
                Fail(failure.InSession(attempt.Name), attempt.Name);
            }
        }
    }

    /// <summary>Gives the keys of a piped hashtable to their parameters, and the name of a piped profile to its parameter.</summary>
    private TableBinding? TableInput()
    {
        if (InputObject is null)
        {
            return null;
        }

        var row = ConnectionReference.AsRow(InputObject);
        if (InputType.OwnType(InputObject) == nameof(QlikProfile) && InputObject.Properties[nameof(Name)] is { } name)
        {
            // PowerShell has bound its address and its file to the parameters of these names.
            row = new PSObject();
            row.Properties.Add(new PSNoteProperty(nameof(Profile), name.Value));
            row.Properties.Add(new PSNoteProperty(nameof(Tenant), null));
            row.Properties.Add(new PSNoteProperty(nameof(Path), null));
        }

        return row is not null && row != InputObject ? new TableBinding(this, row, _columns!.ParameterOf) : null;
    }

    private async Task AddAsync(IDataConnectionClient client, Attempt attempt)
    {
        var session = client.Session;
        session.SignIn = attempt.Profile;
        if (_table!.Find(session.Name) is { } earlier)
        {
            await EndSessionAsync(earlier).ConfigureAwait(false);
        }

        if (_table.Add(session) is { } replaced && (replaced.Uri != session.Uri || attempt.StartsSandbox))
        {
            var text = replaced.Uri == session.Uri ? nameof(Strings.SandboxStartedAgain) : nameof(Strings.SessionReplaced);
            Warn(QlikFailure.Message(text, replaced.Name, replaced.Uri));
        }

        await KeepAsync(session, attempt.IsFresh ? RememberMoment.Begin : RememberMoment.Between).ConfigureAwait(false);
        Emit(session);
    }

    /// <summary>Refuses empty values of the command line: a misspelled variable. In a row they are empty cells.</summary>
    private void RefuseBlank()
    {
        if (BlankValue.Find(MyInvocation.BoundParameters.Where(p => p.Key != nameof(InputObject))) is { } name)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.BlankSignIn), name));
        }
    }

    /// <summary>What to call the row in an error.</summary>
    private string RowName =>
        BlankValue.ToNull(Name)
        ?? BlankValue.ToNull(Tenant)
        ?? BlankValue.ToNull(Server)
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
            throw new QlikException(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(nameof(Strings.QlikInputInvalid), Strings.SecretAsText),
                Strings.SecretAsTextAdvice);
        }

        if (Name is { } name && name.IndexOfAny(['*', '?']) >= 0)
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(nameof(Strings.SessionNameWildcard), name));
        }

        var request = await RequestAsync().ConfigureAwait(false);
        return !MyInvocation.ExpectingInput || _names.Add(request.Name)
            ? new Attempt(request, stop => ConnectAsync(request, stop))
            : throw QlikFailure.Create(
                nameof(Strings.QlikInputContradiction),
                QlikFailure.Message(nameof(Strings.SessionNameTwice), request.Name)
            );
    }

    /// <summary>Refuses a row that says neither where nor how to sign in: a misspelled column. All sign-ins would be the list of what is
    /// missing.</summary>
    private void RefuseRowWithoutAddress()
    {
        if (
            InputObject?.BaseObject is PSCustomObject
            && Sandbox is null
            && new[] { Tenant, Server, Context, Profile }.All(string.IsNullOrWhiteSpace)
        )
        {
            var columns = string.Join(", ", InputObject.Properties.Select(p => p.Name));
            throw QlikFailure.Create(nameof(Strings.QlikSignInInvalid), QlikFailure.Message(nameof(Strings.RowWithoutAddress), columns));
        }
    }

    private async Task<SignInRequest> RequestAsync()
    {
        if (
            !MyInvocation.ExpectingInput
            && SignInForm.IsWithout(this, WithProfile, nameof(Profile))
            && await DefaultRequestAsync().ConfigureAwait(false) is { } usual
        )
        {
            return usual;
        }

        if (SignInForm.IsWithout(this, WithCertificate, nameof(Certificate)) && LocalCertificate.Find() is { } local)
        {
            Verbose(QlikFailure.Message(nameof(Strings.LocalCertificateUsed), local.Place));
            if (local.Older.Count > 0)
            {
                Warn(QlikFailure.Message(nameof(Strings.LocalCertificatesSeveral), local.Thumbprint, string.Join(", ", local.Older)));
            }

            var request = await SiteRequestAsync(WithCertificate, local).ConfigureAwait(false);
            return request with { LocalCertificate = local.Place, Command = $"{Me} -{nameof(Server)}" };
        }

        RefuseRowWithoutAddress();
        var signIn = SignInForm.Of(this);
        return signIn switch
        {
            InSandbox => SandboxRequest(await StatePathAsync().ConfigureAwait(false)),
            WithContext => ContextRequest(CliContextFile.Read(CliContextFile.DefaultPath()).Get(Context)),
            WithProfile => await ProfileRequestAsync(Profile!).ConfigureAwait(false),
            WithTenantSecret or WithSiteSecret => await SecretRequestAsync(signIn).ConfigureAwait(false),
            WithApiKey or WithAccessToken or WithClient => TenantRequest(signIn),
            WithBrowser => await BrowserRequestAsync().ConfigureAwait(false),
            _ => await SiteRequestAsync(signIn).ConfigureAwait(false),
        };
    }

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

    private SignInRequest SandboxRequest(string? statePath)
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

        return Request(
            platform == QlikPlatform.Cloud ? "Sandbox" : "SandboxSite",
            new SignInProfile { SignIn = SignInKind.Sandbox, Sandbox = platform, Path = statePath }
        );
    }

    private SignInRequest ContextRequest(CliContext context)
    {
        Verbose(QlikFailure.Message(nameof(Strings.ContextUsed), context.Name));
        var command = $"{Me} -{nameof(Context)} {SessionCompleter.Quote(context.Name)}";
        var place = QlikFailure.Message(nameof(Strings.SignInContext), context.Name);
        if (context.Platform == QlikPlatform.Repository)
        {
            var address = RepositoryAddress.Parse(context.Server, withCertificate: false, virtualProxy: null);
            var site = SignInProfile.OfSite(SignInKind.Jwt, address) with { SkipCertificateCheck = context.SkipsCertificateCheck };
            return Request(context.Name, site) with { Secret = context.Token, Command = command, Place = place };
        }

        var tenant = new SignInProfile
        {
            SignIn = context.ClientSecret is null ? SignInKind.ApiKey : SignInKind.OAuth,
            Tenant = CloudAddress.Parse(context.Server, allowHttp: false).AbsoluteUri,
            ClientId = context.ClientId,
        };
        return Request(context.Name, tenant) with { Secret = context.ClientSecret ?? context.Token, Command = command, Place = place };
    }

    private SignInRequest TenantRequest(string signIn)
    {
        var tenant = CloudAddress.Parse(Tenant!, AllowHttp);
        var profile = new SignInProfile
        {
            SignIn = signIn switch
            {
                WithApiKey => SignInKind.ApiKey,
                WithAccessToken => SignInKind.AccessToken,
                _ => SignInKind.OAuth,
            },
            Tenant = tenant.AbsoluteUri,
            AllowHttp = AllowHttp,
            ClientId = ClientCredential is null ? null : OAuthClientId.Of(ClientCredential.UserName),
        };
        return Request(tenant.Host, profile) with { Secret = ApiKey ?? AccessToken ?? ClientCredential?.Password };
    }

    private async Task<SignInRequest> SiteRequestAsync(string signIn, LocalCertificate? local = null)
    {
        var kind = signIn switch
        {
            WithCertificate or WithCertificateFile => SignInKind.Certificate,
            WithWindowsLogin => SignInKind.Windows,
            WithOwnWindowsLogin => SignInKind.WindowsDefault,
            WithJwt => SignInKind.Jwt,
            _ => SignInKind.Header,
        };
        var withCertificate = kind == SignInKind.Certificate;
        var site = RepositoryAddress.Parse(Server!, withCertificate, VirtualProxy);
        var (directory, user) = withCertificate || kind == SignInKind.Header
            ? SiteUser.Of(UserDirectory, UserId, withCertificate)
            : (null, null);
        var profile = SignInProfile.OfSite(kind, site) with
        {
            Certificate = Certificate?.Thumbprint ?? local?.Thumbprint,
            CertificatePath = signIn == WithCertificateFile ? await FilePathAsync(CertificatePath!).ConfigureAwait(false) : local?.Path,
            UserDirectory = directory,
            UserId = user,
            UserName = Credential?.UserName,
            HeaderName = BlankValue.ToNull(HeaderName)?.Trim(),
            TrustedRoot = TrustedRoot?.RawData,
            SkipCertificateCheck = SkipCertificateCheck,
            EnginePort = withCertificate ? EnginePort : null,
        };
        return Request(site.Host, profile) with
        {
            Secret = Jwt ?? CertificatePassword ?? Credential?.Password,
            Certificate = Certificate,
        };
    }

    /// <summary>The sign-in with what applies to all of them. A parameter takes precedence over what a profile says.</summary>
    /// <param name="name">The name of the session if -Name gives none.</param>
    /// <param name="profile">The server and the sign-in.</param>
    private SignInRequest Request(string name, SignInProfile profile)
    {
        var complete = profile with
        {
            ApiNamespace = profile.Platform == QlikPlatform.Cloud ? ApiNamespace ?? profile.ApiNamespace : null,
            Dialect = profile.Platform == QlikPlatform.Cloud ? Dialect ?? profile.Dialect : null,
            Proxy = Proxy?.OriginalString ?? profile.Proxy,
            ProxyUseDefaultCredentials = Proxy is null && ProxyCredential is null
                ? ProxyUseDefaultCredentials || profile.ProxyUseDefaultCredentials
                : ProxyUseDefaultCredentials,
            TimeoutSec = Given(nameof(TimeoutSec), TimeoutSec) ?? profile.TimeoutSec,
            RateLimitWaitSec = Given(nameof(RateLimitWaitSec), RateLimitWaitSec) ?? profile.RateLimitWaitSec,
            MaximumResponseMB = Given(nameof(MaximumResponseMB), MaximumResponseMB) ?? profile.MaximumResponseMB,
        };
        if (complete.SkipCertificateCheck)
        {
            Warn(QlikFailure.Message(nameof(Strings.CertificateNotChecked), new Uri(complete.Server!).Host));
        }

        return new SignInRequest(BlankValue.ToNull(Name) ?? name, complete) { Proxy = NetworkProxy(complete) };
    }

    private int? Given(string parameter, int value) => MyInvocation.BoundParameters.ContainsKey(parameter) ? value : null;

    /// <summary>The network proxy of the session; null for that of the system.</summary>
    private SessionProxy? NetworkProxy(SignInProfile profile)
    {
        if (profile.Proxy is null)
        {
            return ProxyCredential is null && !profile.ProxyUseDefaultCredentials
                ? null
                : throw Invalid(
                    QlikFailure.Message(
                        nameof(Strings.ProxyMissing),
                        ProxyCredential is null ? nameof(ProxyUseDefaultCredentials) : nameof(ProxyCredential)
                    ),
                    Strings.ProxyMissing_Action
                );
        }

        if (profile.ProxyUseDefaultCredentials && ProxyCredential is not null)
        {
            throw Invalid(Strings.ProxyLoginTwice, Strings.ProxyLoginTwice_Action);
        }

        var login = profile.ProxyUseDefaultCredentials ? CredentialCache.DefaultCredentials : ProxyCredential?.GetNetworkCredential();
        return new SessionProxy(new Uri(profile.Proxy, UriKind.RelativeOrAbsolute), login);
    }


    /// <summary>A sign-in that is still to be done.</summary>
    /// <param name="Name">The name of the session.</param>
    /// <param name="Connect">Signs in.</param>
    private sealed record class Attempt(string Name, Func<CancellationToken, Task<IDataConnectionClient>> Connect)
    {
        public Attempt(SignInRequest request, Func<CancellationToken, Task<IDataConnectionClient>> connect) : this(request.Name, connect) =>
            (Profile, IsFresh) = (request.Profile, request.Browser is { RefreshToken: null });

        /// <summary>How it signs in, without secrets; null if that could not be read.</summary>
        public SignInProfile? Profile { get; }

        /// <summary>True if a person signs in in the browser, and nothing was remembered.</summary>
        public bool IsFresh { get; }

        /// <summary>True for a sandbox without a file: it starts again, and nothing of an earlier one of its name is left.</summary>
        public bool StartsSandbox => Profile is { Sandbox: not null, Path: null };
    }
}
