using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using SandboxServer;

namespace QlikConnections.Demo;

/// <summary>The same job through the client layer, where PowerShell is not installed.</summary>
internal static class ClientDemo
{
    public static async Task<int> RunAsync(SandboxHost host)
    {
        Console.WriteLine("PowerShell 7.4 or later was not found, so this runs without it. To get it: https://aka.ms/powershell");
        var key = new SecureString();
        host.Sandbox.ApiKey.ToList().ForEach(key.AppendChar);
        using var client = await CloudConnector.ConnectAsync(
            new CloudConnectOptions { Name = "demo", Tenant = host.BaseAddress, Token = key, Authentication = "ApiKey" }, CancellationToken.None);
        Console.WriteLine($"Signed in as {client.Session.UserName}.");
        host.Sandbox.AddConnections(250, "landing_");

        var leaver = await client.Users.ResolveAsync("leaver@acme.test", CancellationToken.None);
        var heir = await client.Users.ResolveAsync("anna@acme.test", CancellationToken.None);
        var sales = await ListAsync(client, new DataConnectionQuery { Names = [new TextMatch(TextMatchKind.StartsWith, "Sales")] });
        Show("Connections named Sales*", sales);

        var owned = await ListAsync(client, new DataConnectionQuery { OwnerIds = [leaver.Id], IncludeDisabled = true });
        Show($"Owned by {leaver.Name}, who has left", owned);

        await TransferAsync(client, host, owned, heir);
        var landing = await ListAsync(client, new DataConnectionQuery { Names = [new TextMatch(TextMatchKind.StartsWith, "landing_")] });
        await TransferAsync(client, host, landing, heir);

        var left = await ListAsync(client, new DataConnectionQuery { OwnerIds = [leaver.Id], IncludeDisabled = true });
        Console.WriteLine($"{leaver.Name} now owns {left.Count} connections.");
        return left.Count == 0 ? 0 : 1;
    }

    private static async Task<List<QlikDataConnection>> ListAsync(IDataConnectionClient client, DataConnectionQuery query)
    {
        var all = new List<QlikDataConnection>();
        await foreach (var page in client.ListAsync(query, CancellationToken.None))
        {
            all.AddRange(page.Items);
        }

        return all;
    }

    private static async Task TransferAsync(IDataConnectionClient client, SandboxHost host, List<QlikDataConnection> connections, QlikUser owner)
    {
        host.Sandbox.ClearJournal();
        var outcomes = await client.TransferAsync([.. connections.Select(c => new Transfer(c.Id, owner, null))], CancellationToken.None);
        Console.WriteLine($"\nMoved {outcomes.Count(o => o.Succeeded)} of {outcomes.Count} to {owner.Name} in {host.Sandbox.Requests.Count} request(s).");
        foreach (var failed in outcomes.Where(o => !o.Succeeded))
        {
            Console.WriteLine($"  {failed.Id}: {failed.Failure!.Message}");
        }
    }

    private static void Show(string title, List<QlikDataConnection> connections)
    {
        Console.WriteLine($"\n{title}:\n  {"Name",-24}{"Source",-28}{"Space",-20}Owner");
        foreach (var c in connections)
        {
            Console.WriteLine($"  {c.Name,-24}{c.DataSourceId ?? c.Type,-28}{c.SpaceName ?? c.SpaceId,-20}{c.OwnerName ?? c.OwnerId}");
        }
    }
}
