using System.Security;
using QlikConnections.Client.Cloud;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Sign-ins, as the cmdlet does them.</summary>
internal static class SandboxClient
{
    public static Task<IDataConnectionClient> ConnectAsync(
        SandboxHost host, string? key = null, FakeTime? time = null, WireTap? tap = null, string name = "acme",
        QlikApiNamespace apiNamespace = QlikApiNamespace.V1, QlikDialect dialect = QlikDialect.Current) =>
        ConnectAsync(host.BaseAddress, key ?? host.Sandbox.ApiKey, time, tap, name, apiNamespace, dialect);

    public static Task<IDataConnectionClient> ConnectAsync(
        Uri address, string key, FakeTime? time = null, WireTap? tap = null, string name = "acme",
        QlikApiNamespace apiNamespace = QlikApiNamespace.V1, QlikDialect dialect = QlikDialect.Current) =>
        CloudConnector.ConnectAsync(
            new CloudConnectOptions
            {
                Name = name,
                Tenant = address,
                ApiNamespace = apiNamespace,
                Dialect = dialect,
                Token = Secure(key),
                Authentication = "ApiKey",
                Timeout = time?.Attempt ?? FakeTime.DefaultAttempt,
                Time = time ?? TimeProvider.System,
                PrimaryHandler = tap is null ? null : tap.CreateHandler,
            },
            TestContext.Current.CancellationToken);

    public static Task<IDataConnectionClient> ConnectOAuthAsync(
        SandboxHost host, string? secret = null, FakeTime? time = null, WireTap? tap = null) =>
        CloudConnector.ConnectAsync(
            new CloudConnectOptions
            {
                Name = "machine",
                Tenant = host.BaseAddress,
                ClientId = host.Sandbox.OAuthClientId,
                ClientSecret = Secure(secret ?? host.Sandbox.OAuthClientSecret),
                Authentication = "OAuth",
                Timeout = time?.Attempt ?? FakeTime.DefaultAttempt,
                Time = time ?? TimeProvider.System,
                PrimaryHandler = tap is null ? null : tap.CreateHandler,
            },
            TestContext.Current.CancellationToken);

    public static SecureString Secure(string text)
    {
        var secret = new SecureString();
        foreach (var c in text)
        {
            secret.AppendChar(c);
        }

        secret.MakeReadOnly();
        return secret;
    }
}
