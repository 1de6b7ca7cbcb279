using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;

namespace QlikConnections.Commands;

// The parameters: one set for each sign-in, and one for rows, which takes all of them.
public sealed partial class ConnectQlikSessionCommand
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
    private const string WithProfile = "Profile";
    private const string WithTenantSecret = "TenantSecret";
    private const string WithSiteSecret = "SiteSecret";
    private const string InSandbox = "Sandbox";

    /// <summary>Rows with the columns of the parameters, or tenants. A column applies to its row, a parameter to all rows.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = Rows)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject? InputObject { get; set; }

    /// <summary>The Qlik Cloud tenant's address or host name.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithApiKey)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithAccessToken)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithClient)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithBrowser)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithTenantSecret)]
    [Parameter(Position = 0, ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [Alias("Uri")]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? Tenant { get; set; }

    /// <summary>An API key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [SecretInput(IsCell = true)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public SecureString? ApiKey { get; set; }

    /// <summary>An existing access token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [SecretInput(IsCell = true)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public SecureString? AccessToken { get; set; }

    /// <summary>Client id and client secret of an OAuth machine-to-machine client.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithClient)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSCredential? ClientCredential { get; set; }

    /// <summary>The host name of a client-managed site, with a port if it is not the default one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithCertificate)]
    [Parameter(Mandatory = true, ParameterSetName = WithCertificateFile)]
    [Parameter(Mandatory = true, ParameterSetName = WithWindowsLogin)]
    [Parameter(Mandatory = true, ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(Mandatory = true, ParameterSetName = WithJwt)]
    [Parameter(Mandatory = true, ParameterSetName = WithHeader)]
    [Parameter(Mandatory = true, ParameterSetName = WithSiteSecret)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [Alias("ComputerName")]
    [ArgumentCompleter(typeof(NoCompleter))]
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
    [Parameter(ParameterSetName = WithProfile)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [SecretInput(IsCell = true)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The directory of the user to act as, with a certificate or header.</summary>
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? UserDirectory { get; set; }

    /// <summary>The id of the user to act as, with a certificate or header.</summary>
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(Mandatory = true, ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? UserId { get; set; }

    /// <summary>A Windows login, for the proxy.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [Credential]
    [ArgumentCompleter(typeof(NoCompleter))]
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
    [ArgumentCompleter(typeof(NoCompleter))]
    public SecureString? Jwt { get; set; }

    /// <summary>The header in which a virtual proxy expects the user. Anyone who can reach such a proxy can act as any user.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? HeaderName { get; set; }

    /// <summary>The prefix of the virtual proxy; cannot be used with certificates.</summary>
    [Parameter(ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(ParameterSetName = WithJwt)]
    [Parameter(ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = WithSiteSecret)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? VirtualProxy { get; set; }

    /// <summary>The site's root certificate, trusted for this session only: an object or a file.</summary>
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(ParameterSetName = WithJwt)]
    [Parameter(ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = WithSiteSecret)]
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
    [Parameter(ParameterSetName = WithSiteSecret)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [CellInput(typeof(SwitchParameter))]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The port of the site's engine, through which load scripts are read, for client certificates; 4747 when not
    /// given.</summary>
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = Rows)]
    [ValidateRange(1, 65535)]
    [PastedText]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int? EnginePort { get; set; }

    /// <summary>A context of qlik-cli. Its server and sign-in are read from the file of qlik-cli.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithContext)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string? Context { get; set; }

    /// <summary>A saved profile: its server and sign-in are taken.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithProfile)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string? Profile { get; set; }

    /// <summary>The name of a secret in a vault of SecretManagement: a key, token or login.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithTenantSecret)]
    [Parameter(Mandatory = true, ParameterSetName = WithSiteSecret)]
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? SecretName { get; set; }

    /// <summary>The vault of that secret; the default vault when not given.</summary>
    [Parameter(ParameterSetName = WithTenantSecret)]
    [Parameter(ParameterSetName = WithSiteSecret)]
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? SecretVault { get; set; }

    /// <summary>Accepts the API key in the environment variable QLIK_API_KEY, where every program of the user can read it.</summary>
    [Parameter(ParameterSetName = Rows)]
    public SwitchParameter AllowEnvironmentSecret { get; set; }

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
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = WithContext)]
    [Parameter(ParameterSetName = WithTenantSecret)]
    [Parameter(ParameterSetName = WithProfile)]
    [Parameter(ParameterSetName = InSandbox)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [CellInput(typeof(QlikApiNamespace))]
    public QlikApiNamespace? ApiNamespace { get; set; }

    /// <summary>The version of the API that is used with a Qlik Cloud tenant.</summary>
    [Parameter(ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = WithClient)]
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = WithContext)]
    [Parameter(ParameterSetName = WithTenantSecret)]
    [Parameter(ParameterSetName = WithProfile)]
    [Parameter(ParameterSetName = InSandbox)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [CellInput(typeof(QlikDialect))]
    public QlikDialect? Dialect { get; set; }

    /// <summary>The network proxy through which the session reaches its server; otherwise that of the system or the environment.</summary>
    [Parameter(ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = WithClient)]
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = WithContext)]
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(ParameterSetName = WithJwt)]
    [Parameter(ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = WithTenantSecret)]
    [Parameter(ParameterSetName = WithSiteSecret)]
    [Parameter(ParameterSetName = WithProfile)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public Uri? Proxy { get; set; }

    /// <summary>The login for the network proxy.</summary>
    [Parameter(ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = WithClient)]
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = WithContext)]
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(ParameterSetName = WithJwt)]
    [Parameter(ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = WithTenantSecret)]
    [Parameter(ParameterSetName = WithSiteSecret)]
    [Parameter(ParameterSetName = WithProfile)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [Credential]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Signs in to the network proxy with the account that PowerShell runs under.</summary>
    [Parameter(ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = WithClient)]
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = WithContext)]
    [Parameter(ParameterSetName = WithCertificate)]
    [Parameter(ParameterSetName = WithCertificateFile)]
    [Parameter(ParameterSetName = WithWindowsLogin)]
    [Parameter(ParameterSetName = WithOwnWindowsLogin)]
    [Parameter(ParameterSetName = WithJwt)]
    [Parameter(ParameterSetName = WithHeader)]
    [Parameter(ParameterSetName = WithTenantSecret)]
    [Parameter(ParameterSetName = WithSiteSecret)]
    [Parameter(ParameterSetName = WithProfile)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [CellInput(typeof(SwitchParameter))]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>The session's name; the host name, Sandbox or SandboxSite when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? Name { get; set; }

    /// <summary>Accepts plain http from a server other than this computer.</summary>
    [Parameter(ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = WithClient)]
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = WithTenantSecret)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [CellInput(typeof(SwitchParameter))]
    public SwitchParameter AllowHttp { get; set; }

    /// <summary>The longest wait for one response, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    [PastedText]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int TimeoutSec { get; set; } = 100;

    /// <summary>The longest total time that one request waits for the server's rate limit, in seconds.</summary>
    [Parameter]
    [NumberInput]
    [ValidateRange(0, 86400)]
    [PastedText]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int RateLimitWaitSec { get; set; } = 600;

    /// <summary>The largest response that is read, in MB.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    [PastedText]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int MaximumResponseMB { get; set; } = 48;

    /// <summary>How many piped rows sign in at the same time.</summary>
    [Parameter(ParameterSetName = Rows)]
    [ValidateRange(1, 64)]
    [PastedText]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int ThrottleLimit { get; set; } = 16;
}
