using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using SandboxServer;
using Xunit;
using static QlikConnections.Sandbox.Tests.Repository.RunningSite;

namespace QlikConnections.Sandbox.Tests.Repository;

/// <summary>The server as a process of its own, as suites in other languages use it.</summary>
public sealed class ServerProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OneLine_TellsAllThatAClientNeedsAndNothingStaysBehind()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(RepositoryHost).Assembly.Location, "--repository", "--connections", "7"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var line =
            await process.StandardOutput.ReadLineAsync(Cancellation) ?? throw new InvalidOperationException("The server said nothing.");
        var greeting = JsonSerializer.Deserialize<JsonElement>(line);
        string Text(string name) => greeting.GetProperty(name).GetString()!;

        using var certificate = X509Certificate2.CreateFromPemFile(Text("clientPem"), Text("clientKeyPem"));
        using var root = X509CertificateLoader.LoadCertificateFromFile(Text("rootPem"));
        Assert.Equal(53, await CountAsync(certificate, root, Text("certificateUrl"), Request("GET", Connections + "/count")));
        using var bearer = Request("GET", $"/{Text("jwtPrefix")}{Connections}/count", user: null);
        bearer.Headers.Authorization = new("Bearer", Text("jwt"));
        Assert.Equal(53, await CountAsync(null, root, Text("proxyUrl"), bearer));
        using var withoutKey = X509CertificateLoader.LoadPkcs12FromFile(Text("withoutKeyPfx"), Text("pfxPassword"));
        Assert.False(withoutKey.HasPrivateKey);

        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancellation);
        Assert.Equal(0, process.ExitCode);
        Assert.False(Directory.Exists(Path.GetDirectoryName(Text("rootPem"))));
    }

    private static async Task<int> CountAsync(X509Certificate2? certificate, X509Certificate2 root, string url, HttpRequestMessage request)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(root);
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        using var client = new HttpClient(handler) { BaseAddress = new Uri(url) };
        using var answer = await client.SendAsync(request, Cancellation);
        return JsonSerializer
            .Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Cancellation))
            .GetProperty("value")
            .GetInt32();
    }
}
