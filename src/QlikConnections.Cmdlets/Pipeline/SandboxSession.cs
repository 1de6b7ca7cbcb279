using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Repository;
using QlikConnections.Sandbox;

namespace QlikConnections.Commands;

/// <summary>Connects to a sandbox: the same client layer, with the sandbox where the network would be.</summary>
internal static class SandboxSession
{
    private const string Authentication = "Sandbox";

    public static Task<IDataConnectionClient> ConnectAsync(
        QlikPlatform platform, string? statePath, string? name, TimeSpan timeout, string userAgent, CancellationToken cancellationToken) =>
        platform == QlikPlatform.Cloud
            ? CloudConnector.ConnectAsync(Cloud(statePath, name, timeout, userAgent), cancellationToken)
            : RepositoryConnector.ConnectAsync(Repository(statePath, name, timeout, userAgent), cancellationToken);

    private static CloudConnectOptions Cloud(string? statePath, string? name, TimeSpan timeout, string userAgent)
    {
        var sandbox = Start(() => CloudSandbox.Create(new CloudSandboxOptions { StatePath = statePath }));
        var key = new SecureString();
        sandbox.ApiKey.ToList().ForEach(key.AppendChar);
        return new CloudConnectOptions
        {
            Name = name ?? "Sandbox",
            Tenant = sandbox.TenantUri,
            Token = key,
            Authentication = Authentication,
            Timeout = timeout,
            UserAgent = userAgent,
            PrimaryHandler = sandbox.CreateHandler,
        };
    }

    private static RepositoryConnectOptions Repository(string? statePath, string? name, TimeSpan timeout, string userAgent)
    {
        var sandbox = Start(() => RepositorySandbox.Create(new RepositorySandboxOptions { StatePath = statePath }));
        var user = sandbox.DefaultUser.Split('\\');
        return new RepositoryConnectOptions
        {
            Name = name ?? "Sandbox",
            Site = sandbox.SiteUri,
            UserDirectory = user[0],
            UserId = user[1],
            Authentication = Authentication,
            Timeout = timeout,
            UserAgent = userAgent,
            PrimaryHandler = () => sandbox.CreateHandler(),
        };
    }

    private static T Start<T>(Func<T> create)
    {
        try
        {
            return create();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw QlikFailure.Create(nameof(Strings.QlikSandboxState), exception.Message);
        }
    }
}
