namespace SandboxServer;

/// <summary>One planned fault, for the next <see cref="Times"/> matching requests.</summary>
public sealed class Fault
{
    /// <summary>Which requests: method in capitals, path with query.</summary>
    public Func<string, string, bool> Match { get; init; } = (_, _) => true;

    /// <summary>How often; <see cref="int.MaxValue"/> for ever.</summary>
    public int Times { get; init; } = 1;

    /// <summary>What happens.</summary>
    public FaultKind Kind { get; init; }

    /// <summary>The status of <see cref="FaultKind.Status"/> and <see cref="FaultKind.StatusAfter"/>.</summary>
    public int Status { get; init; } = 503;

    /// <summary>Headers of <see cref="FaultKind.Status"/> and <see cref="FaultKind.RateLimit"/>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body of <see cref="FaultKind.Status"/>; may be HTML or empty.</summary>
    public string Body { get; init; } = "";

    /// <summary>The content type of <see cref="Body"/>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The seconds of <see cref="FaultKind.RateLimit"/>.</summary>
    public int Seconds { get; init; } = 1;

    /// <summary>The change of <see cref="FaultKind.Rewrite"/>: old body in, new body out.</summary>
    public Func<string, string> Rewrite { get; init; } = body => body;

    /// <summary>The path of the object that <see cref="FaultKind.AnotherObject"/> returns; the query is that of the request.</summary>
    public string Another { get; init; } = "";

    /// <summary>Called when the request has been processed, before the response is sent or lost.</summary>
    public Action Processed { get; init; } = () => { };

    /// <summary>Matches a method and a regular expression on path and query; null matches all.</summary>
    public static Func<string, string, bool> Matching(string? method, string? pathPattern) => (actualMethod, path) =>
        (method is null || string.Equals(method, actualMethod, StringComparison.OrdinalIgnoreCase))
        && (pathPattern is null || System.Text.RegularExpressions.Regex.IsMatch(path, pathPattern));
}
