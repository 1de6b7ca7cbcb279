using System.Collections.Concurrent;

namespace QlikConnections.Reliability;

/// <summary>
/// Decides which attempts of a request get a fault. A request is known by method and address; those that share both (POST) come one
/// after the other, so the number of a request says which attempt it is. Which requests get the fault does not depend on timing.
/// </summary>
internal sealed class FaultSchedule(Func<string, string, int, bool> which)
{
    private readonly ConcurrentDictionary<string, int> _attempts = new();
    private int _count;

    /// <summary>How many requests got the fault.</summary>
    public int Count => _count;

    /// <summary>The first <paramref name="burst"/> attempts of every matching request.</summary>
    public static FaultSchedule FirstAttempts(int burst = 1, Func<string, string, bool>? fits = null) => new((method, path, attempt) =>
        (fits?.Invoke(method, path) ?? true) && (method == "POST" ? attempt % (burst + 1) < burst : attempt < burst));

    public bool Next(string method, string pathAndQuery)
    {
        var path = WithoutKey(pathAndQuery);
        var attempt = _attempts.AddOrUpdate($"{method} {path}", 0, (_, n) => n + 1);
        if (!which(method, path, attempt))
        {
            return false;
        }

        Interlocked.Increment(ref _count);
        return true;
    }

    /// <summary>The cross-site key is another one each time.</summary>
    private static string WithoutKey(string pathAndQuery) =>
        System.Text.RegularExpressions.Regex.Replace(pathAndQuery, "Xrfkey=[^&]*&?", "");
}
