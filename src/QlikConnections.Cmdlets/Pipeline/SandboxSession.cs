using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Recovery;
using QlikConnections.Client.Repository;
using QlikConnections.Sandbox;

namespace QlikConnections.Commands;

/// <summary>Connects to a sandbox: the same client layer, with the sandbox where the network would be.</summary>
internal sealed class SandboxSession
{
    private const string Authentication = "Sandbox";

    /// <summary>A file that keeps the state; null for none.</summary>
    public string? StatePath { get; init; }

    /// <summary>The session's name.</summary>
    public required string Name { get; init; }

    /// <summary>The addresses to use; Qlik Cloud only.</summary>
    public QlikApiNamespace ApiNamespace { get; init; }

    /// <summary>The version of the API, for the sandbox and the client; Qlik Cloud only.</summary>
    public QlikDialect Dialect { get; init; }

    /// <summary>The longest wait for one response.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>The user agent: module, version and shell.</summary>
    public required string UserAgent { get; init; }

    public Task<IDataConnectionClient> ConnectAsync(QlikPlatform platform, CancellationToken cancellationToken) =>
        platform == QlikPlatform.Cloud
            ? CloudConnector.ConnectAsync(Cloud(), cancellationToken)
            : RepositoryConnector.ConnectAsync(Repository(), cancellationToken);

    private CloudConnectOptions Cloud()
    {
        var dialect = Dialect == QlikDialect.Legacy ? CloudDialect.Legacy : CloudDialect.Current;
        var sandbox = Start(() => CloudSandbox.Create(new CloudSandboxOptions { StatePath = StatePath, Dialect = dialect }));
        var key = new SecureString();
        sandbox.ApiKey.ToList().ForEach(key.AppendChar);
        return new CloudConnectOptions
        {
            Name = Name,
            Tenant = sandbox.TenantUri,
            ApiNamespace = ApiNamespace,
            Dialect = Dialect,
            Token = key,
            Authentication = Authentication,
            Timeout = Timeout,
            UserAgent = UserAgent,
            PrimaryHandler = sandbox.CreateHandler,
        };
    }

    private RepositoryConnectOptions Repository()
    {
        var sandbox = Start(() => RepositorySandbox.Create(new RepositorySandboxOptions { StatePath = StatePath }));
        var user = sandbox.DefaultUser.Split('\\');
        return new RepositoryConnectOptions
        {
            Name = Name,
            Site = sandbox.SiteUri,
            UserDirectory = user[0],
            UserId = user[1],
            Authentication = Authentication,
            Timeout = Timeout,
            UserAgent = UserAgent,
            PrimaryHandler = () => sandbox.CreateHandler(),
        };
    }

    private T Start<T>(Func<T> create)
    {
        try
        {
            return StatePath is null || !File.Exists(StatePath) || FileTrust.LeadsToFile(StatePath)
                ? create()
                : throw new InvalidDataException($"{StatePath}: {Strings.RecoveryNoFile}");
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw QlikFailure.Create(nameof(Strings.QlikSandboxState), exception.Message);
        }
    }
}
