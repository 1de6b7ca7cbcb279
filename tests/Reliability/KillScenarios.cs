using System.Diagnostics;
using SandboxServer;

namespace QlikConnections.Reliability;

/// <summary>A process is killed in the middle of its work, and the same command is given again.</summary>
internal static class KillScenarios
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. Both("process killed (SIGKILL) before the server carried out what was sent, then run again", FaultKind.Hang),
        .. Both("process killed (SIGKILL) after the server carried out what was sent, then run again", FaultKind.SlowBody),
    ];

    private static IEnumerable<Scenario> Both(string fault, FaultKind kind) =>
        [
            Catalogue.Cloud(
                fault,
                "move 1000; killed in the 4th of 10 batches",
                async () =>
                {
                    await using var testServer = await CloudTestServer.StartAsync();
                    return await RunAsync(
                        testServer,
                        kind,
                        1000,
                        requests: 10,
                        killedAt: 4,
                        "cloud",
                        testServer.Host.BaseAddress.AbsoluteUri,
                        testServer.Host.Sandbox.ApiKey
                    );
                }
            ),
            Catalogue.Site(
                fault,
                "move 60; killed in the 25th of 60 requests",
                async () =>
                {
                    await using var testServer = await RepositoryTestServer.StartAsync();
                    return await RunAsync(
                        testServer,
                        kind,
                        60,
                        requests: 60,
                        killedAt: 25,
                        "repository",
                        new Uri(testServer.Host.ProxyAddress, "jwt/").AbsoluteUri,
                        testServer.Host.IssueToken(@"ACME\admin")
                    );
                }
            ),
        ];

    private static async Task<Outcome> RunAsync(
        TestServer testServer,
        FaultKind kind,
        int count,
        int requests,
        int killedAt,
        string platform,
        string address,
        string token
    )
    {
        testServer.Fill(count);
        var applied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var changes = 0;
        bool IsChange(string method, string path) => method == "PUT" || path.EndsWith("/actions/update", StringComparison.Ordinal);
        testServer.Faults.Add(new()
        {
            Match = (method, path) =>
            {
                if (!IsChange(method, path) || Interlocked.Increment(ref changes) != killedAt)
                {
                    return false;
                }

                if (kind == FaultKind.Hang)
                {
                    applied.SetResult();
                }

                return true;
            },
            Kind = kind,
            Processed = applied.SetResult,
        });
        using (var first = Start(platform, address, token, testServer.NewOwner))
        {
            await applied.Task.WaitAsync(MaxWait);
            first.Kill();
            await first.WaitForExitAsync().WaitAsync(MaxWait);
            Assert.NotEqual(0, first.ExitCode);
        }

        var between = (await testServer.StateAsync()).ToDictionary(c => c.Id);
        QlikUser owner;
        using (var client = await testServer.ConnectAsync())
        {
            owner = await client.Users.ResolveAsync(testServer.NewOwner, CancellationToken.None);
        }

        var perRequest = count / requests;
        var movedBefore = perRequest * (kind == FaultKind.Hang ? killedAt - 1 : killedAt);
        Assert.Equal(movedBefore, between.Values.Count(c => c.OwnerId == owner.Id));

        testServer.Time.Advance(TimeSpan.FromHours(1)); // so that a second change of a connection shows in its date
        changes = 0;
        testServer.Faults.Add(new() { Match = (method, path) => IsChange(method, path) && Interlocked.Increment(ref changes) < 0 });
        string said;
        using (var second = Start(platform, address, token, testServer.NewOwner))
        {
            said = (await second.StandardOutput.ReadToEndAsync().WaitAsync(MaxWait)).Trim();
            await second.WaitForExitAsync().WaitAsync(MaxWait);
        }
        Assert.Equal($"moved {count - movedBefore}, unchanged {movedBefore}, failed 0", said);
        Assert.Equal(requests - (movedBefore / perRequest), changes);

        var final = await testServer.StateAsync();
        var again = final.Count(c => between[c.Id].OwnerId == owner.Id && c.Modified != between[c.Id].Modified);
        return new(1, count, count, "none", count - final.Count(c => c.OwnerId == owner.Id), again, 0);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])["exec", typeof(KillScenarios).Assembly.Location, "--move", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
