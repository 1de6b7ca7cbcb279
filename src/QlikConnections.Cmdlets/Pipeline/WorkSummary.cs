using System.Diagnostics;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Counts the outcome of each connection: done, unchanged, failed or skipped.</summary>
internal sealed class WorkSummary
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>Approved, so to be changed.</summary>
    public int Planned { get; private set; }

    /// <summary>Not approved, or only rehearsed.</summary>
    public int Skipped { get; private set; }

    /// <summary>Already has the values.</summary>
    public int Unchanged { get; set; }

    /// <summary>Reported as an error.</summary>
    public int Failed { get; set; }

    /// <summary>Confirmed by the server.</summary>
    public int Done { get; set; }

    /// <summary>Whose outcome is known, of those that were to be changed.</summary>
    public int Settled { get; set; }

    /// <summary>Of those, the others.</summary>
    public int Left => Planned - Settled;

    /// <summary>Counts the reply to a prompt.</summary>
    public void Count(bool isApproved)
    {
        if (isApproved)
        {
            Planned++;
        }
        else
        {
            Skipped++;
        }
    }

    /// <summary>The line for -Verbose.</summary>
    public string ToText(string cmdlet, int requests) =>
        QlikFailure.Message(nameof(Strings.Summary), cmdlet, Done, Unchanged, Failed, Skipped, requests, _watch.Elapsed.TotalSeconds);
}
