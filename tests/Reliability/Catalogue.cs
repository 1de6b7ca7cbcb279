using System.Globalization;
using SandboxServer;

namespace QlikConnections.Reliability;

/// <summary>Every scenario, in the order of the page.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. OnBoth(
            "429 with seconds, once for every request",
            testServer => Storm(testServer, FaultSchedule.FirstAttempts(), () => new() { Kind = FaultKind.RateLimit, Seconds = 7 })
        ),
        .. OnBoth(
            "429 with an HTTP date, once for every request",
            testServer =>
                Storm(
                    testServer,
                    FaultSchedule.FirstAttempts(),
                    () =>
                        new()
                        {
                            Status = 429,
                            Headers = new Dictionary<string, string>
                            {
                                ["Retry-After"] = (testServer.Time.GetUtcNow() + TimeSpan.FromSeconds(90)).ToString(
                                    "R",
                                    CultureInfo.InvariantCulture
                                ),
                            },
                        }
                )
        ),
        .. OnBoth("503, twice for every request, once for a creation", testServer => Storm(testServer, Bursts(), () => new() { Status = 503 })),
        .. OnBoth(
            "500 before processing, once for every request",
            testServer => Storm(testServer, FaultSchedule.FirstAttempts(), () => new() { Status = 500 })
        ),
        .. OnBoth(
            "500 after processing, once for every request",
            testServer => Storm(testServer, FaultSchedule.FirstAttempts(), () => new() { Kind = FaultKind.StatusAfter, Status = 500 })
        ),
        .. OnBoth(
            "504 after processing, once for every request",
            testServer => Storm(testServer, FaultSchedule.FirstAttempts(), () => new() { Kind = FaultKind.StatusAfter, Status = 504 })
        ),
        .. OnBoth(
            "reset before processing, once for every request",
            testServer => Storm(testServer, FaultSchedule.FirstAttempts(), () => new() { Kind = FaultKind.ResetBefore })
        ),
        .. OnBoth(
            "reset after processing, once for every request",
            testServer => Storm(testServer, FaultSchedule.FirstAttempts(), () => new() { Kind = FaultKind.ResetAfter })
        ),
        .. OnBoth(
            "truncated body, once for every request",
            testServer => Storm(testServer, FaultSchedule.FirstAttempts(), () => new() { Kind = FaultKind.Truncate })
        ),
        .. OnBoth(
            "half a body under a good status, once for every request",
            testServer =>
                Storm(
                    testServer,
                    FaultSchedule.FirstAttempts(),
                    () => new() { Kind = FaultKind.Rewrite, Rewrite = body => body[..(body.Length / 2)] }
                )
        ),
        .. OnBoth(
            "byte order mark before every body",
            testServer =>
                Storm(
                    testServer,
                    Always((_, _) => true),
                    () => new() { Kind = FaultKind.Rewrite, Rewrite = body => body.Length == 0 ? body : "\uFEFF" + body }
                )
        ),
        .. Lasting("reset before processing", () => new() { Kind = FaultKind.ResetBefore }),
        .. Lasting("reset after processing", () => new() { Kind = FaultKind.ResetAfter }),
        .. Lasting("500 before processing", () => new() { Status = 500 }),
        .. Lasting("500 after processing", () => new() { Kind = FaultKind.StatusAfter, Status = 500 }),
        .. Lasting("503 after processing", () => new() { Kind = FaultKind.StatusAfter, Status = 503 }),
        .. Lasting(
            "half a body under a good status",
            () => new() { Kind = FaultKind.Rewrite, Rewrite = body => body[..(body.Length / 2)] }
        ),
        .. OnBoth("response about another connection, to every read of one", testServer => Mistaken(testServer, (method, _) => method == "GET")),
        .. OnBoth("response about another connection, to every creation", testServer => Mistaken(testServer, IsCreation)),
        .. OnBoth(
            "response about another connection, to every change of one",
            testServer => Mistaken(testServer, (method, _) => method is "PATCH" or "PUT" or "DELETE")
        ),
        .. OnBoth("body that never ends, once for every change", testServer => Stall(testServer, FaultKind.SlowBody)),
        .. OnBoth("no response at all, once for every change", testServer => Stall(testServer, FaultKind.Hang)),
        Cloud(
            "token revoked before every fifth request",
            Work.Description,
            () => SignedOutAsync(() => Start(CloudTestServer.StartAsync(byOAuth: true)))
        ),
        Site(
            "session ended before every fifth request",
            Work.Description,
            () => SignedOutAsync(() => Start(RepositoryTestServer.StartAsync(byProxy: true)))
        ),
        .. OnBoth("the server's clock jumps a day at every change, responses to creations reset", ClockJumpAsync),
        .. OnBoth(
            "the server's clock jumps ahead a day between a creation and the look-up",
            testServer =>
            {
                var faultSchedule = FaultSchedule.FirstAttempts(fits: IsCreation);
                return new Work(testServer).RunAsync(
                    () =>
                        testServer.Faults.Add(
                            FaultOn(
                                new() { Kind = FaultKind.ResetAfter, Processed = () => testServer.ServerIsAhead += TimeSpan.FromDays(1) },
                                faultSchedule
                            )
                        ),
                    () => faultSchedule.Count
                );
            }
        ),
        .. ResponseScenarios.All,
        .. ListScenarios.All,
        .. RecoveryScenarios.All,
        .. KillScenarios.All,
        .. Enumerable
            .Range(1, 4)
            .SelectMany(seed =>
                OnBoth(
                    $"mixed, seed {seed}: every third request 429, 503, 504 after processing, reset before or after, or truncated",
                    testServer => Mixed(testServer, seed)
                )
            ),
    ];

    public static Scenario Cloud(string fault, string work, Func<Task<Outcome>> run) => new(fault, "Qlik Cloud", work, run);

    public static Scenario Site(string fault, string work, Func<Task<Outcome>> run) => new(fault, "client-managed", work, run);

    private static IEnumerable<Scenario> OnBoth(string fault, Func<TestServer, Task<Outcome>> run) =>
        [
            Cloud(
                fault,
                Work.Description,
                async () =>
                {
                    await using var testServer = await CloudTestServer.StartAsync();
                    return await run(testServer);
                }
            ),
            Site(
                fault,
                Work.Description,
                async () =>
                {
                    await using var testServer = await RepositoryTestServer.StartAsync();
                    return await run(testServer);
                }
            ),
        ];

    private static async Task<TestServer> Start<T>(Task<T> start)
        where T : TestServer => await start;

    private static bool IsChange(string method, string path) => method != "GET" && !path.Contains("/users/", StringComparison.Ordinal);

    private static bool IsCreation(string method, string path) => method == "POST" && !path.Contains("/actions/", StringComparison.Ordinal);

    private static FaultSchedule Always(Func<string, string, bool> fits) => new((method, path, _) => fits(method, path));

    /// <summary>Every attempt of every change, until the client gives up.</summary>
    private static IEnumerable<Scenario> Lasting(string fault, Func<Fault> create) =>
        OnBoth($"{fault}, for every attempt of every change", testServer => Storm(testServer, Always(IsChange), create));

    /// <summary>The first of the connections is returned in place of each other one.</summary>
    private static Task<Outcome> Mistaken(TestServer testServer, Func<string, string, bool> fits)
    {
        Guid? another = null;
        var faultSchedule = Always(
            (method, path) =>
                fits(method, path) && IsOfConnections(path) && !path.Contains(another!.Value.ToString("D"), StringComparison.Ordinal)
        );
        return new Work(testServer).RunAsync(
            () =>
            {
                another = testServer.Planted.First();
                testServer.Faults.Add(
                    FaultOn(new() { Kind = FaultKind.AnotherObject, Another = testServer.AddressOf(another.Value) }, faultSchedule)
                );
            },
            () => faultSchedule.Count
        );
    }

    private static bool IsOfConnections(string path) =>
        !path.Contains("/full", StringComparison.Ordinal)
        && (
            path.Contains("/data-connections/", StringComparison.Ordinal)
            || path.Contains("/dataconnection", StringComparison.Ordinal)
            || path.EndsWith("/data-connections", StringComparison.Ordinal)
        )
        && !path.Contains("/actions/", StringComparison.Ordinal);

    private static FaultSchedule Bursts() =>
        new(
            (method, path, attempt) =>
                IsCreation(method, path) ? attempt % 2 < 1
                : method == "POST" ? attempt % 3 < 2
                : attempt < 2
        );

    private static Fault FaultOn(Fault fault, FaultSchedule faultSchedule) =>
        new()
        {
            Match = faultSchedule.Next,
            Times = int.MaxValue,
            Kind = fault.Kind,
            Status = fault.Status,
            Headers = fault.Headers,
            Seconds = fault.Seconds,
            Processed = fault.Processed,
            Rewrite = fault.Rewrite,
            Another = fault.Another,
        };

    private static Task<Outcome> Storm(TestServer testServer, FaultSchedule faultSchedule, Func<Fault> fault) =>
        new Work(testServer).RunAsync(() => testServer.Faults.Add(FaultOn(fault(), faultSchedule)), () => faultSchedule.Count);

    /// <summary>The clock moves by the client's longest wait as soon as the request gets the fault, so there is no real wait.</summary>
    private static Task<Outcome> Stall(TestServer testServer, FaultKind kind)
    {
        var faultSchedule = FaultSchedule.FirstAttempts(fits: IsChange);
        void GiveUp() => ThreadPool.QueueUserWorkItem(_ => testServer.Time.Advance(testServer.Time.Attempt));
        return new Work(testServer) { OneAtATime = true }.RunAsync(
            () =>
                testServer.Faults.Add(
                    kind == FaultKind.Hang
                        ? new()
                        {
                            Kind = kind,
                            Times = int.MaxValue,
                            Match = (method, path) => Then(faultSchedule.Next(method, path), GiveUp),
                        }
                        : FaultOn(new() { Kind = kind, Processed = GiveUp }, faultSchedule)
                ),
            () => faultSchedule.Count
        );
    }

    private static bool Then(bool faultSchedule, Action act)
    {
        if (faultSchedule)
        {
            act();
        }

        return faultSchedule;
    }

    private static async Task<Outcome> SignedOutAsync(Func<Task<TestServer>> start)
    {
        await using var testServer = await start();
        var requests = 0;
        var ended = 0;
        return await new Work(testServer) { OneAtATime = true }.RunAsync(
            () =>
                testServer.Faults.Add(
                    new()
                    {
                        Match = (_, path) =>
                        {
                            // Signing in again is no work.
                            if (
                                (
                                    path.Contains("/data-connections", StringComparison.Ordinal)
                                    || path.Contains("/qrs/", StringComparison.Ordinal)
                                )
                                && Interlocked.Increment(ref requests) % 5 == 0
                            )
                            {
                                ended++;
                                testServer.EndSessions();
                            }
                            return false;
                        },
                    }
                ),
            () => ended
        );
    }

    private static Task<Outcome> ClockJumpAsync(TestServer testServer)
    {
        var jumps = 0;
        var faultSchedule = FaultSchedule.FirstAttempts(fits: IsCreation);
        return new Work(testServer) { OneAtATime = true }.RunAsync(
            () =>
            {
                testServer.Faults.Add(
                    new()
                    {
                        Match = (method, path) =>
                        {
                            if (IsChange(method, path))
                            {
                                testServer.ServerIsAhead = TimeSpan.FromDays(++jumps % 2 == 0 ? 1 : -1);
                            }

                            return false;
                        },
                    }
                );
                testServer.Faults.Add(FaultOn(new() { Kind = FaultKind.ResetAfter }, faultSchedule));
            },
            () => faultSchedule.Count + jumps
        );
    }

    /// <summary>The fault of an attempt depends only on seed, request and number of the attempt, so that every run is the same.</summary>
    private static Task<Outcome> Mixed(TestServer testServer, int seed)
    {
        Fault[] kinds =
        [
            new() { Kind = FaultKind.RateLimit, Seconds = 3 },
            new() { Status = 503 },
            new() { Kind = FaultKind.StatusAfter, Status = 504 },
            new() { Kind = FaultKind.ResetBefore },
            new() { Kind = FaultKind.ResetAfter },
            new() { Kind = FaultKind.Truncate },
        ];
        var drawn = -1;
        var stable = new StableAddress(testServer);
        // Looks at every request first and decides; the plan asks one fault after the other, under a lock.
        var faultSchedule = new FaultSchedule(
            (method, path, attempt) =>
            {
                var draw = method == "POST" || attempt < 3 ? Draw($"{seed} {method} {stable.Of(path)} {attempt}") % (3 * kinds.Length) : -1;
                drawn = draw < kinds.Length ? draw : -1;
                return drawn >= 0;
            }
        );
        return new Work(testServer).RunAsync(
            () =>
            {
                testServer.Faults.Add(new() { Match = (method, path) => faultSchedule.Next(method, path) && false });
                for (var i = 0; i < kinds.Length; i++)
                {
                    var kind = i;
                    var fault = kinds[i];
                    testServer.Faults.Add(
                        new()
                        {
                            Match = (_, _) => drawn == kind,
                            Times = int.MaxValue,
                            Kind = fault.Kind,
                            Status = fault.Status,
                            Seconds = fault.Seconds,
                        }
                    );
                }
            },
            () => faultSchedule.Count
        );
    }

    private static int Draw(string text)
    {
        var hash = 2166136261;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 16777619;
        }

        return (int)((hash ^ (hash >> 15)) % 1_000_003);
    }
}
