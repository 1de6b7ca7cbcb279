using System.Globalization;
using System.Reflection;
using System.Text;

namespace QlikConnections.Fuzz;

/// <summary>What came of all inputs, as docs/hostile-input.md. The same run gives the same page.</summary>
internal static class Page
{
    /// <summary>Set to 1 to write the page instead of comparing it.</summary>
    public const string WriteVariable = "QLIKCONNECTIONS_WRITE_HOSTILE_INPUT";

    public static string Path { get; } = Metadata("Page");

    public static string Metadata(string key) =>
        typeof(Page).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    public static async Task<string> TextAsync()
    {
        var text = new StringBuilder(
            $"""
            # Behaviour with hostile input

            Written by `tests/Fuzz`; do not edit. To write it again: `{WriteVariable}=1 dotnet test tests/Fuzz`. `dotnet test` without
            the variable fails when this page and the run differ.

            Responses are those of a correct server with something wrong in them: values of another type, members missing, doubled or
            with another case, text that is cut or garbled, other statuses and headers, refusals that repeat the request, including the
            secrets of the request. All requests of the client layer are tried: sign-in, lists, single connections,
            changes, bulk changes, credentials, spaces, users, data sources, apps, requests of the user. Files are valid ones that were
            changed, cut or doubled. All inputs follow from a number: `QLIKCONNECTIONS_FUZZ_SEED` gives others,
            `QLIKCONNECTIONS_FUZZ=200000` ten times as many.

            - **foreign exceptions**: exceptions other than the module's own errors.
            - **secrets**: planted secrets found in errors, warnings and log lines.
            - **hangs**: inputs that did not end, or sent more than {HostileHandler.MostRequests} requests.
            - **kept memory**: whether what is kept after the second half of the inputs is at most {Catalogue.MostGrowthMB} MB more than after the first.


            """.ReplaceLineEndings("\n"));
        text.Append("| input | tried | foreign exceptions | secrets | hangs | kept memory |\n");
        text.Append("| --- | ---: | ---: | ---: | ---: | --- |\n");
        foreach (var part in Catalogue.All)
        {
            var o = await part.OutcomeAsync;
            var growth = o.Growth <= Catalogue.MostGrowth ? "does not grow" : "grows";
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {part.Name} | {o.Tried} | {o.Foreign.Count} | {o.Secrets.Count} | {o.Hangs.Count} | {growth} |\n"
            );
        }
        text.Append(
            CultureInfo.InvariantCulture,
            $"\nThese responses are refused, by a process whose memory never exceeds {PeakProcess.MostMB} MB (all of it: runtime, test and server too):\n\n"
        );
        foreach (var body in PeakProcess.Bodies)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {body}\n");
        }

        text.Append(
            """

            A whole PowerShell 7.6 that meets such bodies one after the other, as lists, single connections, errors and tokens and
            with the defaults of the module, reached 202 MB against Qlik Cloud and 228 MB against a client-managed site (Linux, x64,
            2026-11-26). `tests/Pester/Memory.Tests.ps1` fails above 300 MB.

            """
        );
        return text.ToString();
    }
}
