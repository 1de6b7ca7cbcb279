using System.Globalization;
using System.Reflection;
using System.Text;

namespace QlikConnections.Reliability;

/// <summary>What came of all scenarios, as docs/reliability.md. The same run gives the same page.</summary>
internal static class Page
{
    /// <summary>Set to 1 to write the page instead of comparing it.</summary>
    public const string WriteVariable = "QLIKCONNECTIONS_WRITE_RELIABILITY";

    public static string Path { get; } =
        typeof(Page).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Page").Value!;

    public static async Task<string> TextAsync()
    {
        var text = new StringBuilder(
            $"""
            # Behaviour under faults

            Written by the fault suite, `tests/Reliability`; do not edit. To write it again: `{WriteVariable}=1 dotnet test tests/Reliability`.
            `dotnet test` without the variable fails when this page and the run differ.

            Each row is a run against the sandbox server, over sockets, while the fault is active. Afterwards the result of the client
            is compared with the state of the server, connection by connection. Clocks are the tests' own, so nothing is waited for and every
            run gives the same figures. "The work" is: {Work.Description}.

            - **injected**: requests that got the fault (sessions ended, batches rewritten, clocks moved, processes killed).
            - **objects**: connections that existed or were to be created.
            - **done**: changes that the client reported as done; rows, where the work is a list.
            - **reported**: changes that it reported as failed, or as unknown, by error id.
            - **lost**: connections that vanished, rows that are missing without an error, and changes reported as done that are not.
            - **doubled**: connections, rows and changes that exist twice.
            - **misreported**: changes reported as failed, other than as unknown, that are done.


            """.ReplaceLineEndings("\n"));
        text.Append("| fault | platform | work | injected | objects | done | reported | lost | doubled | misreported |\n");
        text.Append("| --- | --- | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: |\n");
        foreach (var scenario in Catalogue.All)
        {
            var o = await scenario.OutcomeAsync;
            var work = scenario.Work == Work.Description ? "the work" : scenario.Work;
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {scenario.Fault} | {scenario.Platform} | {work} | {o.Injected} | {o.Objects} | {o.Done} | {o.Reported} | {o.Lost} | {o.Doubled} | {o.Misreported} |\n"
            );
        }
        text.Append('\n').Append(Notes.ReplaceLineEndings("\n")).Append('\n');
        return text.ToString();
    }

    private const string Notes =
        """
        Where something is reported, this is why:

        - On client-managed sites a creation is never sent twice, because nothing says that a name may exist only once. One that surely
          was not carried out is therefore unknown, not made; one that was carried out is found by its name.
        - On Qlik Cloud a creation is sent at most twice, because the name keeps the second from making a second connection.
        - A creation that was carried out, but whose date does not fit the server's own clock, is not taken for ours: it exists, and is
          reported as unknown with its id.
        - A list ends with an error at a link that must not be followed; the rows before it are given out.
        """;
}
