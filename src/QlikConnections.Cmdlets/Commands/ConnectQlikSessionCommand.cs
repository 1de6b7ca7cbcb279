using System.Management.Automation;
using System.Net;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Repository;

namespace QlikConnections.Commands;

/// <summary>Signs in to a Qlik Cloud tenant or a client-managed site, or starts a sandbox.</summary>
[Cmdlet(VerbsCommunications.Connect, "QlikSession", DefaultParameterSetName = WithApiKey, HelpUri = OnlineHelp.Authentication)]
[OutputType(typeof(QlikSession))]
public sealed class ConnectQlikSessionCommand : AsyncCmdlet
{
    private const string WithApiKey = "ApiKey";
    private const string WithAccessToken = "AccessToken";
    private const string WithClient = "ClientCredential";
    private const string WithCertificate = "Certificate";
    private const string WithCertificateFile = "CertificateFile";
    private const string WithWindowsLogin = "Windows";
    private const string WithOwnWindowsLogin = "WindowsDefault";
    private const string WithJwt = "Jwt";
    private const string WithHeader = "Header";
    private const string InSandbox = "Sandbox";
    private SessionTable? _table;
    private string _userAgent = "";

    /// <summary>The Qlik Cloud tenant's address or host name.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithApiKey)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithAccessToken)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithClient)]
    [ValidateNotNullOrEmpty]
    public string Tenant { get; set; } = "";

    /// <summary>An API key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithApiKey)]
    [SecretInput]
    public SecureString? ApiKey { get; set; }

    /// <summary>An existing access token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithAccessToken)]
    [SecretInput]
    public SecureString? AccessToken { get; set; }

    /// <summary>Client id and client secret of an OAuth machine-to-machine client.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithClient)]
    public PSCredential? ClientCredential { get; set; }

    /// <summary>The host name of a client-managed site, with a port if it is not the default one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithCertificate)]
    [Parameter(Mandatory = true, ParameterSetName = WithCertificateFile)]
    [Parameter(Mandatory = true, ParameterSetName = WithWindowsLogin)]
    [Parameter(Mandatory = true, ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(Mandatory = true, ParameterSetName = WithJwt)]
    [Parameter(Mandatory = true, ParameterSetName = WithHeader)]
    [ValidateNotNullOrEmpty]
    public string Server { get; set; } = "";

    /// <summary>The site's client certificate with its private key: an object, or the thumbprint or path of one in the certificate
    /// stores.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithCertificate)]
    [CertificateInput(WithKey = true)]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The site's client certificate in a .pfx file, or in a .pem file with its key in the same file or in
    /// <c>…_key.pem</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithCertificateFile)]
    [ValidateNotNullOrEmpty]
    public string CertificatePath { get; set; } = "";

    /// <summary>The password of the .pfx file.</summary>
    [Parameter(ParameterSetName = WithCertificateFile)]
    [SecretInput]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The directory of the user to act as, with a certificate or header.</summary>
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = WithHeader)]
    public string? UserDirectory { get; set; }

    /// <summary>The id of the user to act as, with a certificate or header.</summary>
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(Mandatory = true, ParameterSetName = WithHeader)]
    public string? UserId { get; set; }

    /// <summary>A Windows login, for the proxy.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithWindowsLogin)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Signs in to the proxy with the account that PowerShell runs under.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithOwnWindowsLogin)]
    public SwitchParameter UseDefaultCredential { get; set; }

    /// <summary>A JSON web token, for a virtual proxy that accepts them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithJwt)]
    [SecretInput]
    public SecureString? Jwt { get; set; }

    /// <summary>The header in which a virtual proxy expects the user. Anyone who can reach such a proxy can act as any user.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithHeader)]
    [ValidateNotNullOrEmpty]
    public string? HeaderName { get; set; }

    /// <summary>The prefix of the virtual proxy; cannot be used with certificates.</summary>
    [Parameter(ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(ParameterSetName = WithJwt)]
    [Parameter(ParameterSetName = WithHeader)]
    public string? VirtualProxy { get; set; }

    /// <summary>The site's root certificate, trusted for this session only: an object or a file.</summary>
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(ParameterSetName = WithJwt)]
    [Parameter(ParameterSetName = WithHeader)]
    [CertificateInput]
    public X509Certificate2? TrustedRoot { get; set; }

    /// <summary>Accepts any server certificate. For test sites.</summary>
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(ParameterSetName = WithJwt)]
    [Parameter(ParameterSetName = WithHeader)]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The platform of the sandbox.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InSandbox)]
    public QlikPlatform Sandbox { get; set; }

    /// <summary>A file that keeps the sandbox's state; created if it does not exist.</summary>
    [Parameter(ParameterSetName = InSandbox)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The addresses that are used with a Qlik Cloud tenant.</summary>
    [Parameter(ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = WithClient)]
    [Parameter(ParameterSetName = InSandbox)]
    public QlikApiNamespace ApiNamespace { get; set; }

    /// <summary>The version of the API that is used with a Qlik Cloud tenant.</summary>
    [Parameter(ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = WithClient)]
    [Parameter(ParameterSetName = InSandbox)]
    public QlikDialect Dialect { get; set; }

    /// <summary>The session's name; the host name, or Sandbox, when not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Accepts plain http from a server other than this computer.</summary>
    [Parameter(ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = WithClient)]
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

    private TimeSpan MaxWait => TimeSpan.FromSeconds(TimeoutSec);

    /// <inheritdoc/>
    protected override async Task BeginAsync() =>
        (_table, _userAgent) = await AskAsync(() =>
        {
            SessionTypeData.Register();
            WarnOfQlikCli();
            return (SessionTable.Current, Commands.UserAgent.Of(SessionState));
        }).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var client = ParameterSetName switch
        {
            InSandbox => await SandboxSession(await StatePathAsync().ConfigureAwait(false))
                .ConnectAsync(Sandbox, StopToken)
                .ConfigureAwait(false),
            WithApiKey or WithAccessToken or WithClient => await CloudConnector
                .ConnectAsync(TenantOptions(), StopToken)
                .ConfigureAwait(false),
            _ => await RepositoryConnector.ConnectAsync(await SiteOptionsAsync().ConfigureAwait(false), StopToken).ConfigureAwait(false),
        };
        _table!.Add(client.Session);
        Emit(client.Session);
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

    private async Task<string?> StatePathAsync() => Path is null ? null : await FilePathAsync(Path).ConfigureAwait(false);

    private SandboxSession SandboxSession(string? statePath)
    {
        if (Sandbox == QlikPlatform.Repository && (ApiNamespace != QlikApiNamespace.V1 || Dialect != QlikDialect.Current))
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikNotSupported),
                ApiNamespace != QlikApiNamespace.V1 ? "-ApiNamespace" : "-Dialect",
                Strings.ClientManaged
            );
        }

        return new SandboxSession
        {
            StatePath = statePath,
            Name = Name ?? "Sandbox",
            ApiNamespace = ApiNamespace,
            Dialect = Dialect,
            Timeout = MaxWait,
            UserAgent = _userAgent,
        };
    }

    private CloudConnectOptions TenantOptions()
    {
        var tenant = CloudAddress.Parse(Tenant, AllowHttp);
        return new CloudConnectOptions
        {
            Name = Name ?? tenant.Host,
            Tenant = tenant,
            Token = ApiKey ?? AccessToken,
            ApiNamespace = ApiNamespace,
            Dialect = Dialect,
            ClientId = ClientCredential?.UserName,
            ClientSecret = ClientCredential?.Password,
            Authentication = ParameterSetName == WithClient ? "OAuth" : ParameterSetName,
            Timeout = MaxWait,
            RateLimitMaxWait = TimeSpan.FromSeconds(RateLimitWaitSec),
            MaximumResponseMB = MaximumResponseMB,
            UserAgent = _userAgent,
        };
    }

    private async Task<RepositoryConnectOptions> SiteOptionsAsync()
    {
        var withCertificate = ParameterSetName is WithCertificate or WithCertificateFile;
        var site = RepositoryAddress.Parse(Server, withCertificate, VirtualProxy);
        if (SkipCertificateCheck)
        {
            Warn(QlikFailure.Message(nameof(Strings.CertificateNotChecked), site.Host));
        }

        var (directory, user) = SiteUser(withCertificate);
        return new RepositoryConnectOptions
        {
            Name = Name ?? site.Host,
            Site = site,
            Authentication = ParameterSetName switch
            {
                WithCertificateFile => WithCertificate,
                WithOwnWindowsLogin => WithWindowsLogin,
                var other => other,
            },
            Certificate =
                ParameterSetName == WithCertificateFile
                    ? CertificateFile.Client(await FilePathAsync(CertificatePath).ConfigureAwait(false), CertificatePassword)
                    : Certificate,
            OwnsCertificate = ParameterSetName == WithCertificateFile,
            UserDirectory = directory,
            UserId = user,
            WindowsCredential = UseDefaultCredential ? CredentialCache.DefaultCredentials : Credential?.GetNetworkCredential(),
            Jwt = Jwt,
            HeaderName = HeaderName,
            TrustedRoot = TrustedRoot,
            SkipCertificateCheck = SkipCertificateCheck,
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
        var parts = (UserId ?? "").Split(['\\'], 2);
        if (parts.Length < 2)
        {
            // The default user of the console's own tools.
            return (UserDirectory ?? (withCertificate ? "INTERNAL" : ""), UserId ?? (withCertificate ? "sa_api" : ""));
        }

        return string.IsNullOrEmpty(UserDirectory) || parts[0].Equals(UserDirectory, StringComparison.OrdinalIgnoreCase)
            ? (parts[0], parts[1])
            : throw QlikFailure.Create(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(nameof(Strings.UserIdWithDirectory), UserId, UserDirectory)
            );
    }
}
