using QlikConnections.Client.Cloud;
using QlikConnections.Client.Repository;
using QlikConnections.Client.Tests;

namespace QlikConnections.Reliability;

/// <summary>Gives every connection to one owner, as a script would; run in a process of its own, to be killed. Arguments: platform,
/// address, token, owner.</summary>
internal static class MovingProcess
{
    public static async Task<int> RunAsync(string[] args)
    {
        var isCloud = args[0] == "cloud";
        using var client = isCloud
            ? await CloudConnector.ConnectAsync(
                new()
                {
                    Name = "moving",
                    Tenant = new Uri(args[1]),
                    Token = SandboxClient.Secure(args[2]),
                    Authentication = "ApiKey",
                },
                CancellationToken.None
            )
            : await RepositoryConnector.ConnectAsync(
                new()
                {
                    Name = "moving",
                    Site = new Uri(args[1]),
                    Jwt = SandboxClient.Secure(args[2]),
                    Authentication = "Jwt",
                    SkipCertificateCheck = true,
                },
                CancellationToken.None
            );
        var newOwner = await client.Users.ResolveAsync(args[3], CancellationToken.None);
        var rows = await TestServer.ListAsync(client);
        QlikDataConnection[] open = [.. rows.Where(r => r.OwnerId != newOwner.Id)];
        var failed = 0;
        // One after the other where there are no batches, so that it is known how far the process came.
        foreach (var part in open.Chunk(isCloud ? open.Length : 1))
        {
            failed += (
                await client.TransferAsync([.. part.Select(c => new Transfer(c.Id, newOwner, null, c))], CancellationToken.None)
            ).Count(o => o.Failure is not null);
        }

        Console.WriteLine($"moved {open.Length - failed}, unchanged {rows.Count - open.Length}, failed {failed}");
        return failed == 0 ? 0 : 1;
    }
}
