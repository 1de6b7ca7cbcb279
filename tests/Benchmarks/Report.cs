using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace QlikConnections.Benchmarks;

/// <summary>What was measured, as docs/performance.md.</summary>
internal sealed class Report
{
    private readonly List<(string What, string Target, double Measured, string? Why)> _targets = [];
    private readonly StringBuilder _sections = new();

    public static string Number(double value) =>
        value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    /// <summary>A target, and what the run shows of the reason should it be missed.</summary>
    public void AtMost(string what, double target, double measured, string why = "") =>
        Add(what, "≤ ", target, measured, measured <= target, why);

    public void AtLeast(string what, double target, double measured) => Add(what, "≥ ", target, measured, measured >= target, "");

    public void Exactly(string what, int target, int measured) => Add(what, "= ", target, measured, measured == target, "");

    public void Section(string title, string text) =>
        _sections.Append(CultureInfo.InvariantCulture, $"## {title}\n\n{text.ReplaceLineEndings("\n").TrimEnd()}\n\n");

    public void Note(string text) => _sections.Append(text).Append("\n\n");

    /// <summary>A comparison: every way against one of them.</summary>
    public void Add(string title, Comparison times, IReadOnlyDictionary<string, int> requests, string against)
    {
        var table = new StringBuilder("| | time, times the limit | of the repetitions | requests |\n| --- | ---: | ---: | ---: |\n");
        foreach (var name in times.Names)
        {
            var (least, most) = times.Spread(name, against);
            var spread = name == against ? "" : $"{Number(least)} to {Number(most)}";
            var count = requests.TryGetValue(name, out var r) ? r.ToString(CultureInfo.InvariantCulture) : "";
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {Number(times.Ratio(name, against))} | {spread} | {count} |\n");
        }

        Section(title, $"Median of {times.Repetitions} repetitions.\n\n{table}");
    }

    private void Add(string what, string relation, double target, double measured, bool met, string why) =>
        _targets.Add((what, relation + Number(target), measured, met ? null : why));

    public string ToMarkdown(string powerShellVersion)
    {
        var text = new StringBuilder($"""
            # Performance

            Written by `dotnet run -c Release --project tests/Benchmarks`; do not edit. All numbers are of one run against one server: the sandbox
            behind a real socket (http, loopback), in a process of its own. They are ratios between ways that took turns in that run, medians of the
            repetitions after a warm-up; requests are counted by the server. The limit is HttpClient with source-generated JSON and nothing
            else, doing the same requests and reading what an object has. Lists are without look-up of names unless said otherwise.

            Measured with {Environment.ProcessorCount} processor cores shared by client and server, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, PowerShell {powerShellVersion}.

            ## Targets

            | what | target | measured | |
            | --- | ---: | ---: | --- |

            """.ReplaceLineEndings("\n"));
        foreach (var (what, target, measured, why) in _targets)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {what} | {target} | {Number(measured)} | {(why is null ? "met" : "**missed**")} |\n"
            );
        }

        foreach (var (what, _, _, why) in _targets.Where(t => t.Why is { Length: > 0 }))
        {
            text.Append(CultureInfo.InvariantCulture, $"\nMissed, {what}: {why}\n");
        }

        text.Append("""

            The target for a limit of 100 changes a minute, at least 95 % of the allowed rate and no failure, is held by a test whose clock is its
            own: `RateBudgetTests` in `tests/QlikConnections.Client.Tests`.

            """.ReplaceLineEndings("\n"));
        return text.Append('\n').Append(_sections).ToString().TrimEnd() + "\n";
    }
}
