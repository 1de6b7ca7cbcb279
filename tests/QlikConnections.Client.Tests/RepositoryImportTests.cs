using System.Net;
using System.Security;
using QlikConnections.Client.Files;
using QlikConnections.Sandbox;
using SandboxServer;
using static QlikConnections.Client.Tests.ImportWork;

namespace QlikConnections.Client.Tests;

/// <summary>Imports into a client-managed site.</summary>
public sealed class RepositoryImportTests : OnRepository
{
    [Theory]
    [InlineData("file")]
    [InlineData("session")]
    public async Task Import_OfTenThousand_MakesAnEmptySiteTheSame_AndARepetitionReadsOnce(string from)
    {
        Host.Sandbox.AddConnections(10_000 - (await AllAsync(await ConnectAsync())).Count);
        await using var empty = await RepositoryHost.StartAsync(
            new RepositoryHostOptions { Sandbox = RepositorySandbox.Create(new() { Empty = true }) });
        var source = await ConnectAsync();
        var export = await ExportAsync(source);
        IReadOnlyList<PortableConnection> wanted =
            from == "file" ? export.Connections : [.. (await AllAsync(source)).Select(PortableConnection.Of)];
        using var target = await RepositorySignIn.ByCertificate(empty).ConnectAsync();
        var request = new ImportRequest
        {
            Login = c => Task.FromResult<NetworkCredential?>(new NetworkCredential(c.UserName, SandboxClient.Secure("p"))),
            Secret = (_, _) => Task.FromResult<SecureString?>(SandboxClient.Secure("p")),
        };
        empty.Sandbox.ClearJournal();

        var plan = await new ImportPlanning(target, request).PlanAsync(wanted, Stop);
        Assert.Equal(10_000, plan.Steps.Count);
        var outcomes = await RunAsync(target, plan);

        Assert.All(outcomes, o => Assert.Null(o.Failure));
        Assert.Equal(10_000, empty.Sandbox.Requests.Count(r => r.Method == "POST" && r.PathAndQuery.Split('?')[0] == Connections));
        Assert.Equal(Normal(export), Normal(await ExportAsync(target)));
        empty.Sandbox.ClearJournal();
        var again = await new ImportPlanning(target, request).PlanAsync(wanted, Stop);
        Assert.All(again.Steps, s => Assert.Equal(QlikImportAction.Unchanged, s.Action));
        Assert.Single(empty.Sandbox.Requests);
    }
}
