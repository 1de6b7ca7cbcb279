using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using QlikConnections.Sandbox;

namespace QlikConnections.Commands;

/// <summary>Signs in to a Qlik Cloud tenant, or starts a sandbox.</summary>
[Cmdlet(VerbsCommunications.Connect, "QlikSession", DefaultParameterSetName = WithApiKey)]
[OutputType(typeof(QlikSession))]
public sealed class ConnectQlikSessionCommand : AsyncCmdlet
{
    private const string WithApiKey = "ApiKey";
    private const string WithAccessToken = "AccessToken";
    private const string WithClient = "ClientCredential";
    private const string InSandbox = "Sandbox";
    private SessionTable? _table;
    private string _userAgent = "";

    /// <summary>The tenant's address or host name.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithApiKey)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithAccessToken)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithClient)]
    [ValidateNotNullOrEmpty]
    public string Tenant { get; set; } = "";

    /// <summary>An API key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithApiKey)]
    [SecretInput]
    public SecureString? ApiKey { get; set; }

    /// <summary>An access token obtained elsewhere.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithAccessToken)]
    [SecretInput]
    public SecureString? AccessToken { get; set; }

    /// <summary>Client id and client secret of an OAuth machine-to-machine client.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithClient)]
    public PSCredential? ClientCredential { get; set; }

    /// <summary>The platform to play on; nothing leaves this computer.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InSandbox)]
    public QlikPlatform Sandbox { get; set; }

    /// <summary>A file that keeps the sandbox's state; made when it does not exist.</summary>
    [Parameter(ParameterSetName = InSandbox)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The session's name; the tenant's host name, or Sandbox, when not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Accepts plain http from a server other than this computer.</summary>
    [Parameter(ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithAccessToken)]
    [Parameter(ParameterSetName = WithClient)]
    public SwitchParameter AllowHttp { get; set; }

    /// <summary>The longest wait for one answer, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = 100;

    /// <inheritdoc/>
    protected override async Task BeginAsync() => (_table, _userAgent) = await AskAsync(() => (SessionTable.Current, UserAgent())).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var options = ParameterSetName == InSandbox ? await SandboxOptionsAsync().ConfigureAwait(false) : TenantOptions();
        var client = await CloudConnector.ConnectAsync(options, StopToken).ConfigureAwait(false);
        _table!.Add(client.Session);
        Emit(client.Session);
    }

    private CloudConnectOptions TenantOptions()
    {
        var tenant = CloudAddress.Parse(Tenant, AllowHttp);
        var (userName, password) = ClientCredential is { } c ? (c.UserName, c.Password) : (null, null);
        return new CloudConnectOptions
        {
            Name = Name ?? tenant.Host,
            Tenant = tenant,
            Token = ApiKey ?? AccessToken,
            ClientId = userName,
            ClientSecret = password,
            Authentication = ParameterSetName == WithClient ? "OAuth" : ParameterSetName,
            Timeout = TimeSpan.FromSeconds(TimeoutSec),
            UserAgent = _userAgent,
        };
    }

    private async Task<CloudConnectOptions> SandboxOptionsAsync()
    {
        if (Sandbox != QlikPlatform.Cloud)
        {
            throw QlikFailure.Create(nameof(Strings.QlikNotSupported), $"-Sandbox {Sandbox}", "this version");
        }

        var path = Path is null ? null : await AskAsync(() => SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path)).ConfigureAwait(false);
        CloudSandbox sandbox;
        try
        {
            sandbox = CloudSandbox.Create(new CloudSandboxOptions { StatePath = path });
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw QlikFailure.Create(nameof(Strings.QlikSandboxState), exception.Message);
        }

        var key = new SecureString();
        sandbox.ApiKey.ToList().ForEach(key.AppendChar);
        return new CloudConnectOptions
        {
            Name = Name ?? "Sandbox",
            Tenant = sandbox.TenantUri,
            Token = key,
            Authentication = "Sandbox",
            Timeout = TimeSpan.FromSeconds(TimeoutSec),
            UserAgent = _userAgent,
            PrimaryHandler = sandbox.CreateHandler,
        };
    }

    private string UserAgent()
    {
        var shell = SessionState.PSVariable.GetValue("PSVersionTable") is System.Collections.IDictionary table
            ? $"PowerShell/{table["PSVersion"]} {table["PSEdition"]}"
            : "PowerShell";
        var version = typeof(ConnectQlikSessionCommand).Assembly.GetName().Version;
        var system = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "Windows" : RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? "Linux" : "macOS";
        return $"QlikConnections/{version} {shell} ({system})";
    }
}
